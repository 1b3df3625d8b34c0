//! `fetch` against a VK that the tests make themselves on 127.0.0.1.

use crate::common::{Ran, gospub, ran};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const KEY: &str = "vk1.a.SECRETSECRET";
const ROSTER: &str = "Организация;Страница ВКонтакте\n\
    ГБУЗ «Больница»;https://vk.com/gkb1\n\
    МБОУ «Школа»;https://vk.com/club217000101\n\
    МБДОУ «Сад»;https://vk.com/moved_sad\n\
    Лицо;https://vk.com/ivan_ivanov\n\
    Никто;https://vk.com/nobody_here\n";

/// A request as VK saw it.
#[derive(Clone, Debug)]
struct Request {
    method: String,
    head: String,
    asked: String,
}

/// A server that answers each request with raw bytes; none keeps silent.
struct Vk {
    api: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Vk {
    fn start(answer: impl Fn(usize, &Request) -> Option<Vec<u8>> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let api = format!("http://{}/method/", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        std::thread::spawn(move || {
            let mut silent = Vec::new();
            for mut stream in listener.incoming().filter_map(Result::ok) {
                let Some(request) = read(&stream) else { continue };
                let number = seen.lock().unwrap().len();
                seen.lock().unwrap().push(request.clone());
                match answer(number, &request) {
                    Some(bytes) => drop(stream.write_all(&bytes)),
                    None => silent.push(stream),
                }
            }
        });
        Self { api, requests }
    }

    fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok())?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let method = head.split_whitespace().nth(1)?.rsplit('/').next()?.to_owned();
    let body = String::from_utf8(body).ok()?;
    let value = body.split('&').find_map(|pair| pair.strip_prefix("group_ids=").or(pair.strip_prefix("screen_name=")))?;
    Some(Request { method, head, asked: value.replace("%2C", ",") })
}

fn http(status: &str, kind: &str, body: &[u8]) -> Vec<u8> {
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn json(body: &str) -> Vec<u8> {
    http("200 OK", "application/json", body.as_bytes())
}

/// What VK says of the roster: in its own order and letter case, with a profile among the groups, with fields nobody asked for.
fn body(request: &Request) -> String {
    const GROUPS: [(&str, &str); 3] = [
        (
            "gkb1",
            r#"{"id":217000300,"screen_name":"GKB1","name":"Больница, тел. +7 900 123-45-67","type":"page","is_closed":0,"mood":[1],
            "contacts":[{"user_id":987654321,"phone":"+7 900 765-43-21","email":"head@hospital.example","desc":"Иван Иванов"}],
            "links":[{"name":"Главврач","url":"https://vk.com/id987654321"}],
            "menu":{"items":[{"title":"Запись к врачу","url":"https://vk.com/app8181405#module=health&groupId=217000300","cover":[1]}]}}"#,
        ),
        ("217000101", r#"{"id":217000101,"screen_name":"club217000101","name":"Школа","verified":"x","menu":7}"#),
        ("217000302", r#"{"id":217000302,"screen_name":"new_sad","name":"Сад"}"#),
    ];
    match (request.method.as_str(), request.asked.as_str()) {
        ("utils.resolveScreenName", "moved_sad") => r#"{"response":{"type":"page","object_id":217000302}}"#.to_owned(),
        ("utils.resolveScreenName", _) => r#"{"response":[]}"#.to_owned(),
        (_, asked) => {
            let asked: Vec<&str> = asked.split(',').collect();
            let groups: Vec<&str> = GROUPS.iter().rev().filter(|(key, _)| asked.contains(key)).map(|(_, group)| *group).collect();
            let profiles = if asked.contains(&"ivan_ivanov") {
                r#"{"id":987654321,"screen_name":"ivan_ivanov","first_name":"Иван"}"#
            } else {
                ""
            };
            format!(r#"{{"response":{{"groups":[{}],"profiles":[{profiles}]}}}}"#, groups.join(","))
        }
    }
}

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("roster.csv"), ROSTER).unwrap();
        Self { folder }
    }

    fn snapshot(&self) -> PathBuf {
        self.folder.path().join("снимок.ndjson")
    }

    /// What the snapshot says, without the moments.
    fn said(&self) -> Vec<serde_json::Value> {
        let text = std::fs::read_to_string(self.snapshot()).unwrap();
        let line = |line: &str| {
            let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
            line.as_object_mut().unwrap().remove("at");
            line
        };
        text.lines().map(line).collect()
    }

    fn fetch(&self, vk: &Vk, more: &[&str]) -> Ran {
        let mut command = gospub();
        command.arg("fetch").arg(self.folder.path().join("roster.csv")).arg("-o").arg(self.snapshot());
        command.args(["--api", &vk.api, "--rate", "1000"]).args(more).env("GOSPUB_VK_TOKEN", KEY);
        let ran = ran(command.output().unwrap());
        assert!(!format!("{}{}", ran.stdout, ran.stderr).contains("SECRET"), "{ran:?}");
        ran
    }
}

#[test]
fn a_snapshot_tells_whose_a_name_is_and_nothing_of_persons() {
    let (desk, vk) = (Desk::new(), Vk::start(|_, request| Some(json(&body(request)))));
    let ran = desk.fetch(&vk, &[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains("Ответов 5: сообществ 3, личных страниц 1"), "{}", ran.stderr);
    let text = std::fs::read_to_string(desk.snapshot()).unwrap();
    for personal in ["900", "765-43", "hospital.example", "987654321", "Иван", "SECRET"] {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
    let said: Vec<String> =
        desk.said()[1..].iter().map(|line| format!("{} {} {}", line["asked"], line["result"], line["id"])).collect();
    assert_eq!(
        said,
        [
            r#"217000101 "group" 217000101"#,
            r#""gkb1" "group" 217000300"#,
            r#""ivan_ivanov" "person" null"#,
            r#""moved_sad" "group" 217000302"#,
            r#""nobody_here" "none" null"#
        ]
    );
    assert!(text.contains(r#""phone":true,"email":true"#) && text.contains("module=health&groupId=217000300"), "{text}");
    let requests = vk.requests();
    assert_eq!(requests.len(), 4);
    assert!(
        requests
            .iter()
            .all(|request| request.head.to_lowercase().contains(&format!("authorization: bearer {}", KEY.to_lowercase())))
    );
    // The key stands in its header and not in the address.
    assert!(requests.iter().all(|request| !request.head.lines().next().unwrap().contains("SECRET")));
    // All is known now.
    assert_eq!(desk.fetch(&vk, &[]).code, 0);
    assert_eq!(vk.requests().len(), 4);
}

#[test]
fn a_run_that_was_killed_anywhere_goes_on_to_the_same_snapshot() {
    let (desk, vk) = (Desk::new(), Vk::start(|_, request| Some(json(&body(request)))));
    desk.fetch(&vk, &[]);
    let (whole, said) = (std::fs::read(desk.snapshot()).unwrap(), desk.said());
    for cut in (0..whole.len()).step_by(97).chain([whole.len() - 1]) {
        std::fs::write(desk.snapshot(), &whole[..cut]).unwrap();
        let ran = desk.fetch(&vk, &["--batch", "2"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert_eq!(desk.said(), said, "cut at {cut}");
    }
}

#[test]
fn a_run_that_the_system_kills_goes_on_to_the_same_snapshot() {
    let whole = Desk::new();
    whole.fetch(&Vk::start(|_, request| Some(json(&body(request)))), &[]);
    for requests in 1..=6 {
        let desk = Desk::new();
        // It answers so many requests and keeps silent at the next, where the run is killed.
        let vk = Vk::start(move |number, request| (number < requests).then(|| json(&body(request))));
        let mut command = gospub();
        command.arg("fetch").arg(desk.folder.path().join("roster.csv")).arg("-o").arg(desk.snapshot());
        command.args(["--api", &vk.api, "--rate", "1000", "--batch", "1"]).env("GOSPUB_VK_TOKEN", KEY);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        while vk.requests().len() <= requests && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(5));
        }
        // SIGKILL, where there is one: nothing can be put in order any more.
        child.kill().unwrap();
        let said = child.wait_with_output().unwrap();
        assert!(!String::from_utf8_lossy(&[said.stdout, said.stderr].concat()).contains("SECRET"));
        let ran = desk.fetch(&Vk::start(|_, request| Some(json(&body(request)))), &[]);
        assert_eq!((ran.code, desk.said()), (0, whole.said()), "after {requests} requests");
        let left: Vec<_> =
            std::fs::read_dir(desk.folder.path()).unwrap().filter_map(Result::ok).map(|entry| entry.file_name()).collect();
        assert_eq!(left.len(), 2, "{left:?}");
    }
}

#[test]
fn what_passes_is_asked_again() {
    use flate2::{Compression, write::GzEncoder};
    type Spoil = fn(&[u8]) -> Option<Vec<u8>>;
    let spoilt: [Spoil; 5] = [
        |_| Some(http("404 Not Found", "text/html", b"<html>404</html>")),
        |_| Some(http("502 Bad Gateway", "text/html", b"")),
        |good| Some(good[..good.len() - 40].to_vec()),
        |_| Some(json(r#"{"error":{"error_code":10,"error_msg":"Internal server error"}}"#)),
        |_| None,
    ];
    for spoil in spoilt {
        let desk = Desk::new();
        let vk = Vk::start(move |number, request| {
            let good = json(&body(request));
            if number == 0 { spoil(&good) } else { Some(good) }
        });
        let ran = desk.fetch(&vk, &["--timeout", "1"]);
        assert_eq!((ran.code, desk.said().len()), (0, 6), "{}", ran.stderr);
    }
    let desk = Desk::new();
    let vk = Vk::start(|_, request| {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(body(request).as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        let head =
            format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", packed.len());
        Some([head.as_bytes(), &packed].concat())
    });
    assert_eq!((desk.fetch(&vk, &[]).code, desk.said().len()), (0, 6));
}

#[test]
fn a_stop_keeps_what_came_and_says_when_to_go_on() {
    for (code, said) in [(5, "нужен сервисный ключ"), (29, "завтра"), (14, "через час")] {
        let desk = Desk::new();
        let vk = Vk::start(move |number, request| {
            Some(json(&if number == 0 { body(request) } else { format!(r#"{{"error":{{"error_code":{code}}}}}"#) }))
        });
        let ran = desk.fetch(&vk, &["--batch", "2"]);
        assert_eq!((ran.code, desk.said().len()), (2, 3), "{}", ran.stderr);
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
    }
}

#[test]
fn a_server_that_is_not_there_is_named() {
    let desk = Desk::new();
    let vk = Vk { api: "http://127.0.0.1:9/method/".to_owned(), requests: Arc::default() };
    let ran = desk.fetch(&vk, &[]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("127.0.0.1: соединиться не удалось"), "{}", ran.stderr);
}

#[test]
fn a_proxy_that_cannot_be_used_is_named_and_not_passed_over() {
    let desk = Desk::new();
    for (proxy, said) in [
        ("nonsense:::", "прокси: HTTPS_PROXY называет не прокси HTTP"),
        ("socks5://127.0.0.1:9", "прокси: HTTPS_PROXY называет не прокси HTTP"),
        ("http://127.0.0.1:9", "127.0.0.1: прокси не найден или не отвечает. Проверьте HTTPS_PROXY"),
        ("http://no-such-host.invalid:9", "no-such-host.invalid: прокси не найден"),
    ] {
        let mut command = gospub();
        command.arg("fetch").arg(desk.folder.path().join("roster.csv")).arg("-o").arg(desk.snapshot());
        command.env("GOSPUB_VK_TOKEN", KEY).env("HTTPS_PROXY", proxy);
        ["ALL_PROXY", "all_proxy", "https_proxy", "HTTP_PROXY", "http_proxy"].iter().for_each(|other| {
            command.env_remove(other);
        });
        let ran = ran(command.output().unwrap());
        assert!(ran.code == 2 && ran.stderr.contains(said), "{proxy}: {}", ran.stderr);
    }
}

#[test]
fn a_key_among_the_words_of_the_command_is_refused_and_not_repeated() {
    let ran = ran(gospub().args(["fetch", "roster.csv", KEY, "-o", "снимок.ndjson"]).output().unwrap());
    assert!(ran.code == 2 && ran.stderr.contains("в команде написан ключ") && !ran.stderr.contains("SECRET"), "{}", ran.stderr);
}

#[test]
fn a_name_that_went_to_another_community_is_told_when_asked_again_and_ever_after() {
    let desk = Desk::new();
    let vk = Vk::start(|_, request| Some(json(&body(request))));
    assert_eq!(desk.fetch(&vk, &[]).code, 0);
    let later = Vk::start(|_, request| Some(json(&body(request).replace("217000300", "217000999"))));
    let asked = desk.fetch(&later, &["--refresh"]).stderr;
    assert!(asked.contains("Имя gkb1 перешло к другому сообществу: было 217000300, стало 217000999"), "{asked}");
    for _ in 0..2 {
        let roster = desk.folder.path().join("roster.csv");
        let mut fill = gospub();
        fill.arg("fill").arg(roster).args(["--dry-run", "--format", "ndjson", "--pages"]).arg(desk.snapshot());
        assert!(ran(fill.output().unwrap()).stdout.contains("group-name-moved"));
        assert_eq!(desk.fetch(&later, &["--refresh"]).code, 0);
    }
}

#[test]
fn a_trial_asks_nobody_and_writes_nothing() {
    let (desk, vk) = (Desk::new(), Vk::start(|_, request| Some(json(&body(request)))));
    let ran = desk.fetch(&vk, &["--dry-run"]);
    assert_eq!((ran.code, vk.requests().len(), desk.snapshot().exists()), (0, 0, false));
    assert!(ran.stderr.contains("5 страниц (из них по короткому имени 4). Запросов 1 и ещё по одному"), "{}", ran.stderr);
    assert!(ran.stderr.contains("только адреса страниц"), "{}", ran.stderr);
}

#[test]
fn a_key_comes_from_a_plain_file_or_not_at_all() {
    let (desk, vk) = (Desk::new(), Vk::start(|_, request| Some(json(&body(request)))));
    let fetch = |file: Option<&Path>| {
        let mut command = gospub();
        command.arg("fetch").arg(desk.folder.path().join("roster.csv")).arg("-o").arg(desk.snapshot());
        command.args(["--api", &vk.api, "--rate", "1000"]).env_remove("GOSPUB_VK_TOKEN");
        if let Some(file) = file {
            command.arg("--token-file").arg(file);
        }
        ran(command.output().unwrap())
    };
    let none = fetch(None);
    assert!(none.code == 2 && none.stderr.contains("GOSPUB_VK_TOKEN"), "{}", none.stderr);
    #[cfg(unix)]
    {
        let device = fetch(Some(Path::new("/dev/zero")));
        assert!(device.code == 2 && device.stderr.contains("не обычный файл"), "{}", device.stderr);
        use std::os::unix::fs::PermissionsExt;
        let path = desk.folder.path().join("key.txt");
        std::fs::write(&path, format!("{KEY}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        let shared = fetch(Some(&path));
        assert!(shared.code == 0 && shared.stderr.contains("могут прочитать и другие"), "{}", shared.stderr);
        assert!(!shared.stderr.contains("SECRET"));
    }
}

#[test]
fn a_file_that_is_no_snapshot_stays_as_it_is() {
    let (desk, vk) = (Desk::new(), Vk::start(|_, request| Some(json(&body(request)))));
    std::fs::write(desk.snapshot(), ROSTER).unwrap();
    let ran = desk.fetch(&vk, &[]);
    assert!(ran.code == 2 && ran.stderr.contains("это не снимок страниц"), "{}", ran.stderr);
    assert_eq!(std::fs::read_to_string(desk.snapshot()).unwrap(), ROSTER);
    assert_eq!(vk.requests().len(), 0);
}
