//! A request to VK.

use super::AccessKey;
use crate::disk;
use std::fmt;
use std::io::{self, Read};
use std::net::{IpAddr, ToSocketAddrs};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use ureq::http::{HeaderValue, Uri};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Proxy, ProxyProtocol};

/// What carries requests to VK.
pub trait Transport: fmt::Debug {
    /// Calls a method with parameters and gives the body of the answer.
    ///
    /// # Errors
    /// If no body came; see [`Failure`].
    fn post(&self, method: &str, parameters: &[(&str, &str)]) -> Result<Vec<u8>, Failure>;
}

/// Why a request got no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It may well get one the next time: silence, a connection that broke, a server that has trouble.
    Passing,
    /// There is no way to the server.
    NoWay {
        /// Its name.
        host: String,
        /// What is in the way.
        cause: Cause,
    },
}

/// What is in the way to a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Its name is not known.
    Name,
    /// It takes no connection, or nothing comes back.
    Connection,
    /// The proxy does not let through.
    Proxy,
    /// The proxy itself is not found, or takes no connection.
    ProxyAway,
    /// Its certificate is not trusted, or encryption fails otherwise.
    Encryption,
}

/// Where VK is and how it is reached.
#[derive(Clone, Debug)]
pub struct HttpOptions<'o> {
    /// The address before the method's name.
    pub api: &'o str,
    /// Certificates that are trusted instead of the system's, in PEM.
    pub certificates: Option<&'o Path>,
    /// How long an answer may take.
    pub timeout: Duration,
}

/// Why VK cannot be asked the way the user says.
#[derive(Debug, thiserror::Error)]
pub enum AddressFault {
    /// No address, or one without encryption to another computer, where everybody on the way would read the key.
    #[error("no https address")]
    Address,
    /// The file of certificates cannot be read.
    #[error("certificates are not readable: {0}")]
    Io(#[from] io::Error),
    /// It holds none.
    #[error("no certificate")]
    NoCertificate,
    /// The proxy of the environment cannot be used: its address is none, or it is of another sort than HTTP.
    #[error("no proxy in {0}")]
    Proxy(&'static str),
}

/// Requests by HTTP.
pub struct Http {
    agent: Agent,
    api: String,
    /// The name and the port of the server.
    server: (String, u16),
    /// Those of the proxy before it.
    proxy: Option<(String, u16)>,
    key: AccessKey,
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http").field("api", &self.api).finish_non_exhaustive()
    }
}

impl Http {
    /// Prepares requests; nothing is sent yet.
    ///
    /// # Errors
    /// If the key would not be safe on its way, or the certificates cannot be used.
    pub fn new(options: &HttpOptions<'_>, key: AccessKey) -> Result<Self, AddressFault> {
        let uri: Uri = options.api.parse().map_err(|_| AddressFault::Address)?;
        let host = uri.host().ok_or(AddressFault::Address)?.to_owned();
        let is_local = is_this_computer(&host);
        let is_named_plainly =
            uri.authority().is_some_and(|authority| !authority.as_str().contains('@')) && uri.query().is_none();
        if !is_named_plainly || !(uri.scheme_str() == Some("https") || is_local && uri.scheme_str() == Some("http")) {
            return Err(AddressFault::Address);
        }
        let roots = options.certificates.map_or(Ok(RootCerts::PlatformVerifier), certificates)?;
        let tls = TlsConfig::builder()
            .root_certs(roots)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let mut config = Agent::config_builder()
            .tls_config(tls)
            .timeout_global(Some(options.timeout))
            // Whoever redirects would get the key.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .user_agent(concat!("gospub/", env!("CARGO_PKG_VERSION")));
        let proxy = if is_local { None } else { proxy_of(&uri)? };
        let server = (host, uri.port_u16().unwrap_or(443));
        let way = proxy.as_ref().map(|proxy| (proxy.host().to_owned(), proxy.port()));
        config = config.proxy(proxy);
        let api = format!("{}/", options.api.trim_end_matches('/'));
        Ok(Self { agent: config.build().new_agent(), api, server, proxy: way, key })
    }

    fn failure(&self, error: &ureq::Error) -> Failure {
        use ureq::{Error, Timeout};
        let cause = match error {
            Error::HostNotFound => Cause::Name,
            Error::InvalidProxyUrl | Error::ConnectProxyFailed(_) => Cause::Proxy,
            Error::Tls(_) | Error::Pem(_) | Error::Rustls(_) | Error::TlsRequired => Cause::Encryption,
            Error::Io(error) if error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>()) => Cause::Encryption,
            Error::ConnectionFailed | Error::Timeout(Timeout::Connect | Timeout::Resolve) => Cause::Connection,
            Error::Io(error) if is_no_way(error.kind()) => Cause::Connection,
            // Systems have no common error for a name that nobody knows.
            Error::Io(_) if self.proxy.as_ref().unwrap_or(&self.server).to_socket_addrs().is_err() => Cause::Name,
            _ => return Failure::Passing,
        };
        let (at, cause) = match (&self.proxy, cause) {
            (Some(proxy), Cause::Name | Cause::Connection) => (proxy, Cause::ProxyAway),
            (Some(proxy), Cause::Proxy) => (proxy, cause),
            _ => (&self.server, cause),
        };
        Failure::NoWay { host: at.0.clone(), cause }
    }
}

/// The proxy that the environment names for an address. One that cannot be used is an error: past it the key would go another way than
/// the user wants.
fn proxy_of(uri: &Uri) -> Result<Option<Proxy>, AddressFault> {
    const VARIABLES: [&str; 6] = ["ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];
    let is_set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let Some(variable) = VARIABLES.into_iter().find(is_set) else { return Ok(None) };
    let named = std::env::var(variable).ok().and_then(|value| Proxy::new(&value).ok());
    if !named.is_some_and(|proxy| matches!(proxy.protocol(), ProxyProtocol::Http | ProxyProtocol::Https)) {
        return Err(AddressFault::Proxy(variable));
    }
    Ok(Proxy::try_from_env().filter(|proxy| !proxy.is_no_proxy(uri)))
}

impl Transport for Http {
    fn post(&self, method: &str, parameters: &[(&str, &str)]) -> Result<Vec<u8>, Failure> {
        /// Five hundred communities with long menus take a hundredth of that.
        const LARGEST: u64 = 256 << 20;
        let mut header = HeaderValue::from_str(&self.key.header()).map_err(|_| Failure::Passing)?;
        header.set_sensitive(true);
        let sent = self
            .agent
            .post(format!("{}{method}", self.api))
            .header("Authorization", header)
            .send_form(parameters.iter().copied());
        let mut answer = sent.map_err(|error| self.failure(&error))?;
        if answer.status().is_server_error() {
            return Err(Failure::Passing);
        }
        answer.body_mut().with_config().limit(LARGEST).read_to_vec().map_err(|_| Failure::Passing)
    }
}

fn is_no_way(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::{
        AddrNotAvailable, ConnectionRefused, HostUnreachable, NetworkDown, NetworkUnreachable, PermissionDenied,
    };
    matches!(kind, ConnectionRefused | HostUnreachable | NetworkUnreachable | NetworkDown | AddrNotAvailable | PermissionDenied)
}

fn is_this_computer(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn certificates(path: &Path) -> Result<RootCerts, AddressFault> {
    /// More than all certificates of a system together.
    const LARGEST: u64 = 16 << 20;
    let mut pem = Vec::new();
    disk::open(path)?.take(LARGEST).read_to_end(&mut pem)?;
    let certificates: Vec<Certificate<'static>> = parse_pem(&pem)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    if certificates.is_empty() { Err(AddressFault::NoCertificate) } else { Ok(RootCerts::new_with_certs(&certificates)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_goes_nowhere_without_encryption_but_to_this_computer() {
        let is_taken = |api: &str| {
            let options = HttpOptions { api, certificates: None, timeout: Duration::from_secs(1) };
            Http::new(&options, AccessKey::new("k").unwrap()).is_ok()
        };
        for api in
            [super::super::API, "https://vk.example/method", "http://127.0.0.1:8080", "http://localhost:1/x/", "http://[::1]:1"]
        {
            assert!(is_taken(api), "{api}");
        }
        for api in [
            "http://api.vk.ru/method/",
            "http://127.0.0.1.example/",
            "ftp://127.0.0.1",
            "https://a:b@api.vk.ru/",
            "api.vk.ru",
            "",
        ] {
            assert!(!is_taken(api), "{api}");
        }
    }
}
