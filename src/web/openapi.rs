//! The API described by its own table of routes: OpenAPI 3.1, so no route can be left out.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use utoipa::{PartialSchema, ToSchema};

use super::{Access, Doc, Route};

pub(super) fn schema_of<T: ToSchema>() -> super::Described {
    let mut others = Vec::new();
    T::schemas(&mut others);
    (
        T::name().into_owned(),
        <T as PartialSchema>::schema(),
        others,
    )
}

/// The whole description.
pub fn describe(routes: &[Route]) -> Value {
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    let mut schemas = Map::new();
    for route in routes.iter().filter(|route| route.is_api()) {
        let operation = operation(route, &mut schemas);
        paths
            .entry(route.path)
            .or_default()
            .insert(route.method.as_str().to_lowercase(), operation);
    }
    schemas.insert("Problem".into(), problem());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Hornada", "version": env!("CARGO_PKG_VERSION"),
            "description": about(routes),
        },
        "security": [{ "bearer": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer" } },
            "schemas": schemas,
        },
    })
}

/// What holds everywhere, and which changes go by no version.
fn about(routes: &[Route]) -> String {
    let is_change = |route: &&Route| matches!(route.method.as_str(), "PUT" | "PATCH" | "DELETE");
    let changes = routes
        .iter()
        .filter(|route| route.is_api())
        .filter(is_change);
    let free: Vec<String> = changes
        .filter(|route| !route.doc.as_ref().is_some_and(|doc| doc.if_match))
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    format!(
        "Money and decimals are strings (\"12.50\"), instants RFC 3339 UTC, days YYYY-MM-DD. Errors are RFC 9457 problems. \
         Every POST takes an Idempotency-Key: the same key with the same body is done once, with another body it is a 409. \
         A change of a record needs If-Match with the ETag that was read: 428 without it, 412 when it is another by now. \
         These changes can be asked for without: {}.",
        free.join(", ")
    )
}

fn operation(route: &Route, schemas: &mut Map<String, Value>) -> Value {
    let doc = route.doc.as_ref();
    let mut operation = json!({
        "operationId": format!("{} {}", route.method.as_str().to_lowercase(), route.path),
        "summary": doc.map_or("", |doc| doc.summary),
        "tags": [route.path.split('/').nth(3).unwrap_or("api")],
        "parameters": parameters(route, doc),
        "responses": responses(doc, schemas),
    });
    match route.access {
        Access::Public => operation["security"] = json!([]),
        Access::SignedIn => {}
        Access::Needs(permission) => operation["x-needs"] = json!(permission),
    }
    let content = match doc {
        Some(Doc {
            body: Some(body), ..
        }) => json!({ "application/json": { "schema": reference(*body, schemas) } }),
        Some(doc) if !doc.body_media.is_empty() => files(doc.body_media),
        _ => return operation,
    };
    operation["requestBody"] = json!({ "required": true, "content": content });
    operation
}

/// The content of a body or an answer that is a file.
fn files(media: &[&str]) -> Value {
    let kinds = media.iter().map(|kind| ((*kind).to_owned(), json!({})));
    Value::Object(kinds.collect())
}

fn parameters(route: &Route, doc: Option<&Doc>) -> Vec<Value> {
    let mut parameters: Vec<Value> = route
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    let Some(doc) = doc else { return parameters };
    for (name, what) in doc.query {
        parameters.push(json!({ "name": name, "in": "query", "description": what, "schema": { "type": "string" } }));
    }
    if doc.is_paged {
        for (name, what) in [
            ("after", "cursor of the page before (`next`)"),
            ("limit", "rows, at most 200; 50 if left out"),
        ] {
            parameters.push(json!({ "name": name, "in": "query", "description": what, "schema": { "type": "string" } }));
        }
    }
    let header = |name: &str, what: &str, required: bool| {
        json!({ "name": name, "in": "header", "required": required,
        "description": what, "schema": { "type": "string" } })
    };
    if doc.if_match {
        parameters.push(header(
            "If-Match",
            "the ETag that was read, in quotes",
            true,
        ));
    }
    if doc.heeds_if_match {
        parameters.push(header(
            "If-Match",
            "the ETag that was seen, in quotes: refused with 412 when it is another by now; not looked at if left out",
            false,
        ));
    }
    if route.method == "POST" {
        parameters.push(header(
            "Idempotency-Key",
            "the same key with the same body is done once",
            false,
        ));
    }
    parameters
}

fn responses(doc: Option<&Doc>, schemas: &mut Map<String, Value>) -> Value {
    let mut responses = Map::new();
    let status = doc.map_or(200, |doc| doc.status).to_string();
    let mut success = json!({ "description": "done" });
    if let Some(doc) = doc
        && let Some(answer) = doc.answer
    {
        let schema = reference(answer, schemas);
        let schema = if doc.is_list {
            json!({ "type": "object", "required": ["items", "next"], "properties": {
                "items": { "type": "array", "items": schema }, "next": { "type": ["string", "null"] } } })
        } else {
            schema
        };
        success["content"] = json!({ "application/json": { "schema": schema } });
    }
    if let Some(doc) = doc.filter(|doc| !doc.answer_media.is_empty()) {
        success["content"] = files(doc.answer_media);
    }
    responses.insert(status, success);
    responses.insert(
        "default".into(),
        json!({ "description": "a problem (RFC 9457)",
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } } }),
    );
    responses.into()
}

/// Names under which the routes tell of different shapes: in the description one of them would hide the other.
pub fn collisions(routes: &[Route]) -> Vec<String> {
    let mut known: BTreeMap<String, Value> = BTreeMap::new();
    let mut found = BTreeSet::new();
    let docs = routes.iter().filter_map(|route| route.doc.as_ref());
    for schema_of in docs.flat_map(|doc| doc.body.into_iter().chain(doc.answer)) {
        let (name, schema, others) = schema_of();
        for (name, schema) in others.into_iter().chain([(name, schema)]) {
            let shape = json!(schema);
            if known.get(&name).is_some_and(|other| *other != shape) {
                found.insert(name.clone());
            }
            known.insert(name, shape);
        }
    }
    found.into_iter().collect()
}

fn reference(schema_of: super::SchemaOf, schemas: &mut Map<String, Value>) -> Value {
    let (name, schema, others) = schema_of();
    for (name, schema) in others.into_iter().chain([(name.clone(), schema)]) {
        schemas.insert(name, json!(schema));
    }
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn problem() -> Value {
    json!({ "type": "object", "required": ["type", "title", "status"], "properties": {
        "type": { "type": "string" }, "title": { "type": "string" }, "status": { "type": "integer" },
        "detail": { "type": "string" }, "instance": { "type": "string" },
        "errors": { "type": "array", "items": { "type": "object", "properties": {
            "field": { "type": "string" }, "detail": { "type": "string" } } } } } })
}
