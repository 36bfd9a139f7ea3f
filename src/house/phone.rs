//! The program on a phone: its addresses in this network as pictures to point a camera at.

use std::net::{IpAddr, Ipv4Addr, UdpSocket};

use askama::Template;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::convert::{Builder, Shape};
use fast_qr::{ECL, QRBuilder};

use crate::error::{Error, Result};
use crate::web::{Answer, Ctx, Frame};

#[derive(Template)]
#[template(path = "house/phone.html")]
struct PhonePage {
    frame: Frame,
    addresses: Vec<(String, String)>,
    only_here: bool,
}

/// `GET /phone`
///
/// # Errors
/// When a picture cannot be drawn.
pub async fn index(ctx: Ctx) -> Answer {
    let config = &ctx.app.config;
    let host = ctx.request.connection_info().host().to_owned();
    let port = host
        .rsplit_once(':')
        .and_then(|(_, port)| port.parse::<u16>().ok());
    let mut urls: Vec<String> = config.base_url.iter().cloned().collect();
    urls.extend(own_addresses().into_iter().map(|address| match port {
        Some(port) => format!("http://{address}:{port}/"),
        None => format!("http://{address}/"),
    }));
    let only_here = config.listen.ip().is_loopback();
    let addresses: Result<Vec<(String, String)>> = urls
        .into_iter()
        .map(|url| picture(&url).map(|picture| (url, picture)))
        .collect();
    let addresses = addresses?;
    ctx.page(move |_, frame| {
        Ok(PhonePage {
            frame,
            addresses,
            only_here,
        })
    })
    .await
}

fn picture(url: &str) -> Result<String> {
    let code = QRBuilder::new(url)
        .ecl(ECL::M)
        .build()
        .map_err(|error| Error::internal(format!("{error:?}")))?;
    Ok(SvgBuilder::default().shape(Shape::Square).to_str(&code))
}

/// This machine's addresses in its networks, the one that leads outside first.
fn own_addresses() -> Vec<Ipv4Addr> {
    let mut found: Vec<Ipv4Addr> = leading_out().into_iter().collect();
    // Linux lists all of them; elsewhere the first must do.
    let listed = std::fs::read_to_string("/proc/net/fib_trie").unwrap_or_default();
    let mut address = None;
    for line in listed.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("|-- ") {
            address = text.parse::<Ipv4Addr>().ok();
        } else if line.ends_with("host LOCAL")
            && let Some(address) = address.take()
            && !address.is_loopback()
            && !found.contains(&address)
        {
            found.push(address);
        }
    }
    found
}

/// The address from which this machine would talk to another network. Nothing is sent: the address is one of those
/// that documents use (RFC 5737).
fn leading_out() -> Option<Ipv4Addr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    match socket.local_addr().ok()?.ip() {
        IpAddr::V4(address) if !address.is_loopback() => Some(address),
        _ => None,
    }
}
