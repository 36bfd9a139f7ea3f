//! What wakes the runner: `tokio-cron-scheduler` beats once a minute in UTC and knows nothing of the bakery's clock (it
//! would keep the offset of the day it was started on); what is due is decided by [`super::tick`].

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};

use crate::db::Db;
use crate::values::calendar::Instant;

const EVERY_MINUTE: &str = "0 * * * * *";
/// Even without a beat the runner looks this often.
const AT_LEAST: Duration = Duration::from_secs(90);
/// A runner that has not looked for this long is not alive.
const DEAD_AFTER_SECONDS: i64 = 300;

/// When the runner last looked, for `/ready`.
#[derive(Debug, Clone, Default)]
pub struct Pulse(Arc<AtomicI64>);

impl Pulse {
    /// Notes a look.
    pub fn beat(&self, now: Instant) {
        self.0.store(now.millis(), Ordering::Release);
    }

    /// When it last looked; none before the first time.
    pub fn last(&self) -> Option<Instant> {
        let millis = self.0.load(Ordering::Acquire);
        (millis != 0)
            .then(|| Instant::from_millis(millis))
            .flatten()
    }

    pub fn is_alive(&self, now: Instant) -> bool {
        self.last()
            .is_some_and(|last| now.since(last).num_seconds() < DEAD_AFTER_SECONDS)
    }
}

/// The running scheduler; stops when dropped or told to.
pub struct Scheduler {
    wake: Option<SyncSender<()>>,
    stop_beat: Option<oneshot::Sender<()>>,
    threads: Vec<JoinHandle<()>>,
}

/// Starts the beat and the runner; the first look, which catches up, is at once.
///
/// # Errors
/// When a thread cannot be started.
pub fn start(db: Db, pulse: Pulse) -> std::io::Result<Scheduler> {
    let (wake, woken) = sync_channel(1);
    let (stop_beat, stopped) = oneshot::channel();
    let runner = std::thread::Builder::new()
        .name("jobs".into())
        .spawn(move || {
            loop {
                let now = db.now();
                if let Err(error) = super::tick(&db, now) {
                    tracing::error!(%error, "the scheduler could not look");
                }
                pulse.beat(now);
                if woken.recv_timeout(AT_LEAST) == Err(RecvTimeoutError::Disconnected) {
                    return;
                }
            }
        })?;
    let sender = wake.clone();
    let beat = std::thread::Builder::new()
        .name("heartbeat".into())
        .spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            let beaten = runtime.map(|runtime| runtime.block_on(beat(sender, stopped)));
            match beaten {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::error!(%error, "the heartbeat stopped"),
                Err(error) => tracing::error!(%error, "the heartbeat did not start"),
            }
        })?;
    Ok(Scheduler {
        wake: Some(wake),
        stop_beat: Some(stop_beat),
        threads: vec![runner, beat],
    })
}

async fn beat(
    wake: SyncSender<()>,
    stopped: oneshot::Receiver<()>,
) -> Result<(), JobSchedulerError> {
    let mut scheduler = JobScheduler::new().await?;
    let job = Job::new(EVERY_MINUTE, move |_, _| {
        if wake.try_send(()).is_err() {
            tracing::debug!("the runner is to look anyway");
        }
    })?;
    scheduler.add(job).await?;
    scheduler.start().await?;
    drop(stopped.await);
    scheduler.shutdown().await
}

impl Scheduler {
    /// Lets the job that runs end, and waits for it.
    pub fn stop(&mut self) {
        drop(self.stop_beat.take());
        drop(self.wake.take());
        // The beat holds the other end of the runner's channel: it goes first.
        while let Some(thread) = self.threads.pop() {
            if thread.join().is_err() {
                tracing::error!("a thread of the scheduler panicked");
            }
        }
    }
}

impl Drop for Scheduler {
    fn drop(&mut self) {
        self.stop();
    }
}
