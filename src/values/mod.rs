//! The types that money, goods, time and records are spoken of in. Construction is validation: a value that exists
//! is right. Nothing here touches the database but to say how a value is stored.

pub mod ids;
