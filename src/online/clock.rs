//! Time, passed in so that tests do not wait.

use crate::domain::Moment;
use std::fmt;
use std::time::{Duration, Instant};

/// What knows the time and can wait.
pub trait Clock: fmt::Debug {
    /// Now, for the notes of a snapshot.
    fn now(&self) -> Moment;
    /// The time since some moment that stays the same.
    fn elapsed(&self) -> Duration;
    /// Waits.
    fn sleep(&self, time: Duration);
}

/// The clock of this computer.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock(Instant);

impl Default for SystemClock {
    fn default() -> Self {
        Self(Instant::now())
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        Moment::now()
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&self, time: Duration) {
        std::thread::sleep(time);
    }
}
