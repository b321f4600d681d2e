//! A record as it came from a topic, a message as it goes to one.

/// A record read from a topic, with everything that is needed to show it or to put it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Where it stood.
    pub receipt: Receipt,
    /// Its key, if it was text.
    pub key: Option<String>,
    /// Its headers, in order.
    pub headers: Vec<(String, Vec<u8>)>,
    /// Its bytes.
    pub payload: Vec<u8>,
}

impl Record {
    /// The text of the first header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(header, _)| header == name)?;
        std::str::from_utf8(value).ok()
    }
}

/// Where a record stood: what an offset is stored for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Topic name.
    pub topic: String,
    /// Partition, from 0.
    pub partition: i32,
    /// Offset, from 0.
    pub offset: i64,
    /// Which consumer of this process read it: a later one stores nothing for an earlier one.
    pub generation: u64,
}

/// A message on its way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Topic name.
    pub topic: String,
    /// Record key: the transfer's id.
    pub key: String,
    /// Headers.
    pub headers: Vec<(String, Vec<u8>)>,
    /// Bytes.
    pub payload: Vec<u8>,
    /// An order to a legacy peer: sent once, kept while the queue is full, never given up by a
    /// time-out (PROTOCOL 17).
    pub once: bool,
}
