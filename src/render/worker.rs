//! One thread that does one kind of slow work for the frame thread, which asks and looks in again but never waits.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

/// Takes jobs in, gives results back, in order.
#[derive(Debug)]
pub struct Worker<Job, Done> {
    jobs: Sender<Job>,
    results: Receiver<Option<Done>>,
    outstanding: usize,
    thread: Option<JoinHandle<()>>,
}

impl<Job: Send + 'static, Done: Send + 'static> Worker<Job, Done> {
    /// Starts the thread. `begin` runs on it and makes what does the work; it runs again should the work ever panic, since then nobody
    /// knows what state it left behind. The thread ends when the worker is dropped.
    pub fn new<Work: FnMut(Job) -> Done>(name: &str, begin: impl Fn() -> Work + Send + 'static) -> Self {
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
        let thread = std::thread::Builder::new()
            .name(name.into())
            .spawn(body)
            .inspect_err(|error| tracing::error!("the thread for {name} could not be started, so its work stays undone: {error}"));
        Self { jobs, results, outstanding: 0, thread: thread.ok() }
    }

    /// Waits until the job in hand is done, and leaves the others: for work that asks things of a driver, which may be gone in a moment.
    pub fn end(&mut self) {
        (self.jobs, self.results) = (channel().0, channel().1);
        if let Some(thread) = self.thread.take() {
            // What panicked has been said.
            let _ = thread.join();
        }
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
