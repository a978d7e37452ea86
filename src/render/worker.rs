//! One thread that does one kind of slow work for the frame thread, which asks and looks in again but never waits.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};

use crate::gpu::Gpu;

/// Takes jobs in, gives results back, in order.
#[derive(Debug)]
pub struct Worker<Job, Done> {
    jobs: Sender<Job>,
    results: Receiver<Option<Done>>,
    outstanding: usize,
}

impl<Job: Send + 'static, Done: Send + 'static> Worker<Job, Done> {
    /// Starts the thread. `begin` runs on it and makes what does the work; it runs again should the work ever panic, since then nobody
    /// knows what state it left behind. The thread ends when the worker is dropped.
    pub fn new<Work: FnMut(Job) -> Done>(name: &str, begin: impl Fn() -> Work + Send + 'static) -> Self {
        Self::start(name, begin, |body| std::thread::Builder::new().name(name.into()).spawn(body).map(drop))
    }

    /// The same for work that asks things of a graphics device; see [`Gpu::thread`].
    pub fn on<Work: FnMut(Job) -> Done>(gpu: &Gpu, name: &str, begin: impl Fn() -> Work + Send + 'static) -> Self {
        Self::start(name, begin, |body| gpu.thread(name, body))
    }

    fn start<Work: FnMut(Job) -> Done>(
        name: &str,
        begin: impl Fn() -> Work + Send + 'static,
        start: impl FnOnce(Box<dyn FnOnce() + Send>) -> std::io::Result<()>,
    ) -> Self {
        let (jobs, inbox) = channel::<Job>();
        let (outbox, results) = channel();
        let body = move || {
            let mut work = begin();
            while let Ok(job) = inbox.recv() {
                let done = catch_unwind(AssertUnwindSafe(|| work(job)));
                if done.is_err() {
                    work = begin();
                }
                if outbox.send(done.ok()).is_err() {
                    return;
                }
            }
        };
        if let Err(error) = start(Box::new(body)) {
            tracing::error!("the thread for {name} could not be started, so its work stays undone: {error}");
        }
        Self { jobs, results, outstanding: 0 }
    }

    /// Asks for a job to be done.
    pub fn ask(&mut self, job: Job) {
        // Without a thread nobody takes the job, and nothing will come of it.
        if self.jobs.send(job).is_ok() {
            self.outstanding += 1;
        }
    }

    /// The next result, if one has come.
    pub fn next(&mut self) -> Option<Done> {
        loop {
            let result = self.results.try_recv().ok()?;
            self.outstanding -= 1;
            match result {
                Some(done) => return Some(done),
                None => tracing::error!("something could not be drawn: the work on it failed"),
            }
        }
    }

    /// How many jobs have been asked for and not come back.
    pub fn outstanding(&self) -> usize {
        self.outstanding
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_goes_on_after_a_job_that_fails() {
        let mut worker = Worker::new("test", || {
            |job: u32| {
                assert!(job != 1, "as the test wants it");
                job * 10
            }
        });
        for job in 0..3 {
            worker.ask(job);
        }
        let mut results = Vec::new();
        while worker.outstanding() > 0 {
            results.extend(worker.next());
            std::thread::yield_now();
        }
        assert_eq!(results, [0, 20]);
    }
}
