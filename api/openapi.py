"""The description of the interface at /openapi.json: what the framework leaves out is added here."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from api.problems import Problem

Json = dict[str, Any]

DAY, INSTANT = "2027-01-31", "2027-01-31T16:00:00Z"
WORDS = {"date": DAY, "date-time": INSTANT}


class Interface(FastAPI):
    """The application, which describes itself completely."""

    def openapi(self) -> Json:
        """The description: a sentence for every operation, an example for every body, and the problems."""
        if self.openapi_schema is None:
            complete(super().openapi())
        return self.openapi_schema or {}


def complete(document: Json) -> None:
    """Add to a description what the framework leaves out."""
    _, problems = models_json_schema([(Problem, "serialization")], ref_template="#/components/schemas/{model}")
    document.setdefault("components", {}).setdefault("schemas", {}).update(problems["$defs"])
    for operation in operations(document):
        sentence, _, rest = operation.get("description", "").partition("\n")
        operation["summary"] = sentence.removesuffix(".")
        if rest:
            operation["description"] = rest.strip()
        else:
            operation.pop("description", None)
        for content in operation.get("requestBody", {}).get("content", {}).values():
            content.setdefault("example", example(content["schema"], document["components"]["schemas"]))


def operations(document: Json) -> Iterator[Json]:
    """Every operation of a description."""
    for path in document["paths"].values():
        yield from path.values()


def example(schema: Json, schemas: Mapping[str, Json]) -> Any:
    """An example that a schema allows: of an object, the fields it needs and those whose examples are given."""
    for key in ("examples", "enum"):
        if schema.get(key):
            return schema[key][0]
    if "$ref" in schema:
        return example(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    for key in ("default", "const"):
        if schema.get(key) is not None:
            return schema[key]
    if "anyOf" in schema:
        return example(schema["anyOf"][0], schemas)
    return _plain(schema, schemas)


def _plain(schema: Json, schemas: Mapping[str, Json]) -> Any:
    if schema.get("type") == "object":
        needed = schema.get("required", [])
        fields = schema.get("properties", {}).items()
        return {name: example(field, schemas) for name, field in fields if name in needed or _shown(field)}
    if schema.get("type") == "array":
        return [example(schema["items"], schemas) for _ in range(schema.get("minItems", 0))]
    if schema.get("type") == "string":
        return WORDS.get(schema.get("format", ""), "330106")
    return {"boolean": True, "null": None}.get(schema.get("type", ""), schema.get("minimum", 1))


def _shown(field: Json) -> bool:
    return "examples" in field or any("examples" in choice for choice in field.get("anyOf", []))
