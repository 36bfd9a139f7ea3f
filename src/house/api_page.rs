//! The API's description, and a page of our own to read it and try it, without the internet.

use askama::Template;
use serde_json::Value;

use crate::error::Error;
use crate::web::answer::json;
use crate::web::{Answer, Ctx, Frame, openapi};

#[derive(Template)]
#[template(path = "house/api.html")]
struct ApiPage {
    frame: Frame,
    version: String,
    tags: Vec<(String, usize, bool)>,
    tag: String,
    operations: Vec<Operation>,
}

struct Operation {
    verb: String,
    path: String,
    summary: String,
    needs: String,
    parameters: Vec<Parameter>,
    body: Vec<Part>,
    sample: String,
    status: String,
    answer: Vec<Part>,
}

struct Parameter {
    name: String,
    place: String,
    about: String,
    required: bool,
}

struct Part {
    name: String,
    kind: String,
    about: String,
    required: bool,
}

/// `GET /api/openapi.json`
///
/// # Errors
/// When it cannot be written.
pub async fn description(ctx: Ctx) -> Answer {
    json(&openapi::describe(&ctx.app.routes))
}

/// `GET /api`: the routes of one tag; the first when none is said.
///
/// # Errors
/// [`Error::NotFound`] for a tag that is none.
pub async fn page(ctx: Ctx) -> Answer {
    let description = openapi::describe(&ctx.app.routes);
    let wanted = ctx.query.text("tag").to_owned();
    let mut tags: Vec<(String, usize, bool)> = Vec::new();
    for (_, operation) in operations(&description) {
        let tag = text(&operation["tags"][0]);
        match tags.iter_mut().find(|(name, ..)| *name == tag) {
            Some((_, count, _)) => *count += 1,
            None => tags.push((tag, 1, false)),
        }
    }
    tags.sort();
    let chosen = tags
        .iter_mut()
        .find(|(name, ..)| wanted.is_empty() || *name == wanted)
        .ok_or(Error::NotFound)?;
    chosen.2 = true;
    let tag = chosen.0.clone();
    let operations = operations(&description)
        .filter(|(_, operation)| operation["tags"][0] == tag.as_str())
        .map(|((path, verb), about)| operation(&description, path, verb, about))
        .collect();
    let version = text(&description["info"]["version"]);
    ctx.page(move |_, frame| {
        Ok(ApiPage {
            frame,
            version,
            tags,
            tag,
            operations,
        })
    })
    .await
}

/// Every operation: path and verb, and what is said of it.
fn operations(description: &Value) -> impl Iterator<Item = ((&str, &str), &Value)> {
    let paths = description["paths"].as_object().into_iter().flatten();
    paths.flat_map(|(path, verbs)| {
        let verbs = verbs.as_object().into_iter().flatten();
        verbs.map(move |(verb, about)| ((path.as_str(), verb.as_str()), about))
    })
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn operation(description: &Value, path: &str, verb: &str, about: &Value) -> Operation {
    let parameters = about["parameters"].as_array().into_iter().flatten();
    let body_schema = &about["requestBody"]["content"]["application/json"]["schema"];
    let responses = about["responses"].as_object().into_iter().flatten();
    let (status, answer) = responses
        .filter(|(status, _)| *status != "default")
        .map(|(status, answer)| {
            (
                status.clone(),
                &answer["content"]["application/json"]["schema"],
            )
        })
        .next()
        .unwrap_or((String::new(), &Value::Null));
    let body = parts(description, body_schema);
    Operation {
        verb: verb.to_uppercase(),
        path: path.to_owned(),
        summary: text(&about["summary"]),
        needs: text(&about["x-needs"]),
        parameters: parameters
            .map(|parameter| Parameter {
                name: text(&parameter["name"]),
                place: text(&parameter["in"]),
                about: text(&parameter["description"]),
                required: parameter["required"].as_bool().unwrap_or_default(),
            })
            .collect(),
        sample: sample(&body),
        body,
        status,
        answer: parts(description, answer),
    }
}

/// The schema that a reference names.
fn resolve<'a>(description: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"]
        .as_str()
        .and_then(|name| name.rsplit('/').next())
    {
        Some(name) => &description["components"]["schemas"][name],
        None => schema,
    }
}

/// The fields of an object, those of its items for a list.
fn parts(description: &Value, schema: &Value) -> Vec<Part> {
    let mut schema = resolve(description, schema);
    let listed = &schema["properties"]["items"]["items"];
    if !listed.is_null() && schema["properties"]["next"].is_object() {
        schema = resolve(description, listed);
    }
    let required: Vec<&str> = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let properties = schema["properties"].as_object().into_iter().flatten();
    properties
        .map(|(name, about)| Part {
            name: name.clone(),
            kind: kind(about),
            about: text(&about["description"]),
            required: required.contains(&name.as_str()),
        })
        .collect()
}

/// A type in a few words: `string (date)`, `Line[]`, `integer or null`.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"]
        .as_str()
        .and_then(|name| name.rsplit('/').next())
    {
        return name.to_owned();
    }
    let choices = schema["oneOf"].as_array().or(schema["anyOf"].as_array());
    if let Some(choices) = choices {
        return choices.iter().map(kind).collect::<Vec<_>>().join(" or ");
    }
    let base = match &schema["type"] {
        Value::String(name) if name == "array" => format!("{}[]", kind(&schema["items"])),
        Value::String(name) => name.clone(),
        Value::Array(names) => names
            .iter()
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
            .join(" or "),
        _ => "any".to_owned(),
    };
    match schema["format"].as_str() {
        Some(format) => format!("{base} ({format})"),
        None => base,
    }
}

/// A body to begin with.
fn sample(parts: &[Part]) -> String {
    let fields = parts.iter().filter(|part| part.required).map(|part| {
        let value = if part.kind.ends_with("[]") {
            "[]"
        } else if part.kind.starts_with("integer") {
            "0"
        } else if part.kind.starts_with("boolean") {
            "false"
        } else {
            "\"\""
        };
        format!("  \"{}\": {value}", part.name)
    });
    format!("{{\n{}\n}}", fields.collect::<Vec<_>>().join(",\n"))
}
