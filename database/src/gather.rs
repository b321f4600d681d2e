//! Reads of single rows that many callers want at once: while one statement is under way, the next
//! one gathers. Alone, a caller asks at once and waits for nobody; under load one statement answers
//! all who came meanwhile. The desk does the same with writes.

use courier::StoreError;
use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use tokio::sync::{Mutex as Turn, oneshot};

/// Callers who wait for rows of one kind.
pub struct Gather<K, V> {
    waiting: Mutex<Vec<Waiting<K, V>>>,
    /// Held by the caller whose statement is under way.
    turn: Turn<()>,
}

type Answer<V> = Result<Option<V>, StoreError>;
type Waiting<K, V> = (K, oneshot::Sender<Answer<V>>);

impl<K, V> Default for Gather<K, V> {
    fn default() -> Self {
        Self { waiting: Mutex::default(), turn: Turn::default() }
    }
}

impl<K, V> fmt::Debug for Gather<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gather").finish_non_exhaustive()
    }
}

impl<K: Clone + Eq + Hash, V: Clone> Gather<K, V> {
    /// The row of this key as it was committed after the call began. `ask` is given all the keys
    /// that wait, each once, and answers the rows it finds.
    ///
    /// # Errors
    /// What `ask` says; all who wait for the same statement hear it.
    pub async fn get<F>(&self, key: K, mut ask: impl FnMut(Vec<K>) -> F) -> Answer<V>
    where
        F: Future<Output = Result<HashMap<K, V>, StoreError>>,
    {
        loop {
            let (tell, mut told) = oneshot::channel();
            self.lock().push((key.clone(), tell));
            tokio::select! {
                biased;
                answer = &mut told => match answer {
                    Ok(answer) => return answer,
                    // Whoever asked for us is gone: a browser that closed its connection.
                    Err(_) => continue,
                },
                _turn = self.turn.lock() => self.ask_for_all(&mut ask).await,
            }
            if let Ok(answer) = told.try_recv() {
                return answer;
            }
        }
    }

    async fn ask_for_all<F>(&self, ask: &mut impl FnMut(Vec<K>) -> F)
    where
        F: Future<Output = Result<HashMap<K, V>, StoreError>>,
    {
        let mut waiting = std::mem::take(&mut *self.lock());
        waiting.retain(|(_, tell)| !tell.is_closed());
        let mut keys: Vec<K> = Vec::new();
        let mut known = std::collections::HashSet::new();
        keys.extend(waiting.iter().map(|(key, _)| key).filter(|key| known.insert(*key)).cloned());
        if keys.is_empty() {
            return;
        }
        let found = ask(keys).await;
        for (key, tell) in waiting {
            let answer = match &found {
                Ok(rows) => Ok(rows.get(&key).cloned()),
                Err(error) => Err(same(error)),
            };
            // Nobody waits for it any more.
            let _ = tell.send(answer);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Waiting<K, V>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The same error for one more caller.
fn same(error: &StoreError) -> StoreError {
    match error {
        StoreError::Retry(cause) => StoreError::Retry(cause.to_string().into()),
        StoreError::Refused(cause) => StoreError::Refused(cause.to_string().into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::future::join_all;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::sync::Semaphore;

    type Numbers = Gather<u32, u32>;

    /// Answers the double of even keys, once a permit is there.
    async fn doubles(keys: Vec<u32>, permits: &Semaphore) -> Result<HashMap<u32, u32>, StoreError> {
        permits.acquire().await.unwrap().forget();
        Ok(keys.into_iter().filter(|key| key % 2 == 0).map(|key| (key, key * 2)).collect())
    }

    #[tokio::test]
    async fn who_comes_while_a_statement_is_under_way_shares_the_next_one() {
        let (gather, permits, statements) =
            (Numbers::default(), Semaphore::new(0), AtomicUsize::new(0));
        let ask = |keys| {
            statements.fetch_add(1, Ordering::Relaxed);
            doubles(keys, &permits)
        };
        let callers = join_all((0..100).map(|number| gather.get(number % 10, ask)));
        let (answers, ()) = tokio::join!(callers, async { permits.add_permits(2) });
        for (number, answer) in (0..100_u32).zip(answers) {
            let key = number % 10;
            assert_eq!(answer.unwrap(), (key % 2 == 0).then_some(key * 2));
        }
        assert_eq!(statements.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn a_caller_who_goes_away_takes_nobody_along() {
        let (gather, permits) = (Numbers::default(), Semaphore::new(0));
        let ask = |keys| doubles(keys, &permits);
        {
            let first = gather.get(2, ask);
            tokio::pin!(first);
            assert!(futures::poll!(&mut first).is_pending());
        }
        permits.add_permits(1);
        assert_eq!(gather.get(4, ask).await.unwrap(), Some(8));
    }

    #[tokio::test]
    async fn whose_statement_was_given_up_asks_again() {
        let (gather, permits) = (Numbers::default(), Semaphore::new(0));
        let ask = |keys| doubles(keys, &permits);
        let mut leader = Box::pin(gather.get(1, ask));
        assert!(futures::poll!(&mut leader).is_pending());
        let mut second = Box::pin(gather.get(2, ask));
        let mut third = Box::pin(gather.get(4, ask));
        assert!(futures::poll!(&mut second).is_pending());
        assert!(futures::poll!(&mut third).is_pending());
        drop(leader);
        // The second takes the turn, with the third in its statement, and goes away too.
        assert!(futures::poll!(&mut second).is_pending());
        drop(second);
        permits.add_permits(1);
        assert_eq!(third.await.unwrap(), Some(8));
    }

    #[tokio::test]
    async fn an_error_reaches_all_who_waited_for_the_statement() {
        let gather = Numbers::default();
        let ask = |_| async { Err(StoreError::Retry("away".into())) };
        for answer in join_all((0..3).map(|key| gather.get(key, ask))).await {
            assert!(matches!(answer, Err(StoreError::Retry(_))));
        }
    }
}
