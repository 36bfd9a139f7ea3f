//! A mail as bytes: the same bytes each time, so that a mail sent twice is seen as one.

use lettre::Address;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, Message, MultiPart, SinglePart};

use super::store::Mail;
use crate::error::{Error, Result};
use crate::settings::{self, Settings};

/// Bytes and addresses of a mail.
pub(super) struct Envelope {
    pub from: Address,
    pub to: Vec<Address>,
    /// A copy for the house, which holds up nobody's mail when it cannot be delivered.
    pub copy: Option<Address>,
    pub bytes: Vec<u8>,
}

/// Who our mails are from: the address of the settings, else the bakery's; none when neither is set.
pub(super) fn sender(settings: &Settings) -> Option<Mailbox> {
    let name =
        Some(settings.text(settings::BAKERY_NAME).to_owned()).filter(|name| !name.is_empty());
    [settings::MAIL_FROM, settings::EMAIL]
        .into_iter()
        .map(|key| settings.text(key))
        .find(|text| !text.is_empty())?
        .parse::<Mailbox>()
        .ok()
        .map(|mailbox| Mailbox::new(mailbox.name.or(name), mailbox.email))
}

/// The mail ready to be handed over.
///
/// # Errors
/// [`Error::Internal`] when an address or a name of a file cannot stand in a mail.
pub(super) fn envelope(
    mail: &Mail,
    file: Option<Vec<u8>>,
    from: Mailbox,
    settings: &Settings,
) -> Result<Envelope> {
    let to = receivers(mail)?;
    let receivers = to.iter().map(|mailbox| mailbox.email.clone()).collect();
    let reply_to = mail
        .reply_to
        .as_deref()
        .unwrap_or_else(|| settings.text(settings::EMAIL));
    let mut builder = Message::builder()
        .from(from.clone())
        .date(mail.created_at.utc().into())
        .message_id(Some(mail.message_id.clone()))
        .subject(one_line(&mail.subject));
    for mailbox in to {
        builder = builder.to(mailbox);
    }
    if let Ok(reply_to) = reply_to.parse::<Mailbox>() {
        builder = builder.reply_to(reply_to);
    }
    let message = builder
        .multipart(body(mail, file)?)
        .map_err(Error::internal)?;
    Ok(Envelope {
        from: from.email,
        to: receivers,
        copy: settings.text(settings::MAIL_COPY).parse().ok(),
        bytes: message.formatted(),
    })
}

/// To whom it goes: one address with its name, or several with commas between them.
fn receivers(mail: &Mail) -> Result<Vec<Mailbox>> {
    let addresses: Vec<Address> = mail
        .to_address
        .split(',')
        .map(|address| address.trim().parse().map_err(Error::internal))
        .collect::<Result<_>>()?;
    let name = Some(one_line(&mail.to_name)).filter(|name| !name.is_empty());
    let name = name.filter(|_| addresses.len() == 1);
    let mailbox = |address| Mailbox::new(name.clone(), address);
    Ok(addresses.into_iter().map(mailbox).collect())
}

/// Text, HTML beside it if there is one, the PDF after them. Boundaries come from the Message-ID, not from chance.
fn body(mail: &Mail, file: Option<Vec<u8>>) -> Result<MultiPart> {
    let token: String = mail
        .message_id
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(32)
        .collect();
    let mixed = MultiPart::mixed().boundary(format!("mixed-{token}"));
    let text = SinglePart::plain(mail.text_body.clone());
    let parts = match &mail.html_body {
        None => mixed.singlepart(text),
        Some(html) => mixed.multipart(
            MultiPart::alternative()
                .boundary(format!("either-{token}"))
                .singlepart(text)
                .singlepart(SinglePart::html(html.clone())),
        ),
    };
    let Some(file) = file else { return Ok(parts) };
    let media = ContentType::parse("application/pdf").map_err(Error::internal)?;
    let name = mail
        .file_name
        .clone()
        .unwrap_or_else(|| "hornada.pdf".into());
    Ok(parts.singlepart(Attachment::new(one_line(&name)).body(file, media)))
}

/// No header can be smuggled in by a line break.
fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}
