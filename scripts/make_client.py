"""Write the Python client from the published OpenAPI documents: `python scripts/make_client.py [--check]`.

One module per service: what travels as `TypedDict`s, and every operation as a method, once waiting and once awaiting. A method is
named after HTTP method and path: `GET /campaigns/{campaign_id}/reconciliations` is `get_campaign_reconciliations`.
"""

from __future__ import annotations

import json
import keyword
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = ROOT / "docs" / "openapi"
TARGET = ROOT / "clients" / "python" / "mutabakat_client"
SERVICES = ("aggregator", "campaign", "mailer", "responses")
METHODS = ("get", "post", "put", "patch", "delete")
PREFIX = "/api/v1"
SIMPLE = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
HEAD = '''"""{service} of Mutabakat. Written by scripts/make_client.py from docs/openapi/{service}.json: do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypedDict

from mutabakat_client.transport import AsyncTransport, File, Transport, request

__all__ = ["{name}", "Async{name}"]
'''


def main() -> int:
    changed = []
    for service in SERVICES:
        document = json.loads((DOCUMENTS / f"{service}.json").read_text(encoding="utf-8"))
        path, text = TARGET / f"{service}.py", module(service, document)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            changed.append(path.name)
            if "--check" not in sys.argv:
                path.write_text(text, encoding="utf-8")
    print("changed:", ", ".join(changed) or "nothing")
    return 1 if changed and "--check" in sys.argv else 0


def module(service: str, document: dict[str, Any]) -> str:
    """The text of one service's module."""
    name = f"{service.capitalize()}Api"
    parts = [HEAD.format(service=service, name=name)]
    for schema_name, schema in sorted(document["components"]["schemas"].items()):
        parts.append(declaration(class_name(schema_name), schema))
    parts += [client(service, document, asynchronous=asynchronous) for asynchronous in (False, True)]
    return "\n\n".join(parts).rstrip() + "\n"


# --- what travels


def class_name(name: str) -> str:
    return re.sub(r"\W|_", "", re.sub(r"(^|[\W_])([a-z])", lambda found: found[2].upper(), name))


def declaration(name: str, schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return f"{name} = {annotation(schema)}"
    if schema.get("type") != "object" or "properties" not in schema:
        return f"{name} = {annotation(schema)}"
    required = set(schema.get("required", ()))
    fields = [
        (key, annotation(value) if key in required else f"NotRequired[{annotation(value)}]")
        for key, value in schema["properties"].items()
    ]
    doc = documentation(schema.get("description", ""), "    ")
    if all(key.isidentifier() and not keyword.iskeyword(key) for key, _ in fields):
        lines = [f"    {key}: {kind}" for key, kind in fields]
        return f"class {name}(TypedDict):\n" + "\n".join([*doc, *lines])
    inside = ", ".join(f'"{key}": "{kind}"' for key, kind in fields)
    return f'{name} = TypedDict("{name}", {{{inside}}})'


def annotation(schema: dict[str, Any]) -> str:
    """The type of a value, as an annotation."""
    if "$ref" in schema:
        return f'"{class_name(schema["$ref"].rsplit("/", 1)[1])}"'
    if "const" in schema:
        return f"Literal[{schema['const']!r}]"
    if "enum" in schema:
        return f"Literal[{', '.join(repr(one) for one in schema['enum'])}]"
    for several in ("anyOf", "oneOf"):
        if several in schema:
            kinds = list(dict.fromkeys(annotation(one) for one in schema[several]))
            return union(kinds)
    if len(schema.get("allOf", ())) == 1:
        return annotation(schema["allOf"][0])
    kind = schema.get("type")
    if kind == "array":
        return f"list[{annotation(schema.get('items', {}))}]"
    if kind == "object":
        more = schema.get("additionalProperties")
        return f"dict[str, {annotation(more)}]" if isinstance(more, dict) and more else "dict[str, Any]"
    if isinstance(kind, list):
        return union([SIMPLE.get(one, "Any") for one in kind])
    return SIMPLE.get(str(kind), "Any")


def union(kinds: list[str]) -> str:
    # A quoted name cannot stand beside `|`; annotations are not evaluated, so quotes may go around the whole.
    bare = " | ".join(kind.strip('"') if re.fullmatch(r'"\w+"', kind) else kind.replace('"', "") for kind in kinds)
    return f'"{bare}"' if any('"' in kind for kind in kinds) else bare


def documentation(text: str, indent: str) -> list[str]:
    clean = text.replace("\\", "\\\\").replace('"""', "'''").strip()
    if not clean:
        return []
    closing = '"""' if not clean.endswith('"') else ' """'
    first, *more = clean.split("\n")
    if not more:
        return [f'{indent}"""{clean}{closing}']
    *middle, last = more
    return [f'{indent}"""{first}', *(f"{indent}{line}".rstrip() for line in middle), f"{indent}{last}{closing}"]


# --- operations


def client(service: str, document: dict[str, Any], *, asynchronous: bool) -> str:
    name = f"{'Async' if asynchronous else ''}{service.capitalize()}Api"
    transport = "AsyncTransport" if asynchronous else "Transport"
    lines = [
        f"class {name}:",
        f'    """{document["info"].get("description") or service}"""',
        "",
        f"    def __init__(self, transport: {transport}) -> None:",
        "        self._transport = transport",
    ]
    taken: set[str] = set()
    for path, operations in document["paths"].items():
        for method in METHODS:
            if method in operations:
                lines += ["", *operation(service, path, method, operations[method], taken, asynchronous=asynchronous)]
    return "\n".join(lines)


def operation(
    service: str, path: str, method: str, found: dict[str, Any], taken: set[str], *, asynchronous: bool
) -> Iterator[str]:
    name = method_name(method, path)
    if name in taken:
        raise SystemExit(f"two operations of {service} would be called {name}")
    taken.add(name)
    parameters = found.get("parameters", [])
    places = {one["name"]: one for one in parameters if one["in"] == "path"}
    asked = [one for one in parameters if one["in"] in ("query", "header")]
    arguments = ["self", *(f"{argument(key)}: str | int" for key in places)]
    optional: list[str] = []
    query: list[str] = []
    headers: list[str] = []
    for one in asked:
        kind, key = annotation(one.get("schema", {})).replace('"', ""), argument(one["name"])
        if one.get("required"):
            optional.insert(0, f"{key}: {kind}")
        else:
            given = kind if "None" in kind.split(" | ") else f"{kind} | None"
            optional.append(f"{key}: {given} = None")
        (query if one["in"] == "query" else headers).append(f'"{one["name"]}": {key}')
    sending = body(found, arguments, optional)
    if optional:
        arguments += ["*", *optional]
    result, reading = answer(found)
    prefix, wait = ("async def", "await ") if asynchronous else ("def", "")
    address = re.sub(r"{(\w+)}", lambda one: "{request.quoted(" + argument(one[1]) + ")}", f"/{service}{path}")
    call = [f'"{method.upper()}"', f'f"{address}"' if places else f'"{address}"', f'answers="{reading}"']
    if query:
        call.append(f"query={{{', '.join(query)}}}")
    if headers:
        call.append(f"headers={{{', '.join(headers)}}}")
    call += sending
    yield f"    {prefix} {name}({', '.join(arguments)}) -> {result}:"
    text = found.get("summary", "") + ("\n\n" + found["description"] if found.get("description") else "")
    yield from documentation(text, "        ")
    done = f"{wait}self._transport.call({', '.join(call)})"
    yield (
        f"        {done}"
        if result == "None"
        else f"        return {done}  # type: ignore[no-any-return]  # as it is published"
    )


def body(found: dict[str, Any], arguments: list[str], optional: list[str]) -> list[str]:
    """Adds the body's arguments; what the call is given for them."""
    content = found.get("requestBody", {}).get("content", {})
    if not content:
        return []
    required = found["requestBody"].get("required", False)
    kind = "application/json" if "application/json" in content else next(iter(content))
    if kind == "application/json":
        named = annotation(content[kind]["schema"]).replace('"', "")
        if required:
            arguments.append(f"body: {named}")
        else:
            given = named if "None" in named.split(" | ") else f"{named} | None"
            optional.append(f"body: {given} = None")
        return ["json=body"]
    if kind == "multipart/form-data":
        optional.insert(0, "files: Mapping[str, File | list[File]]")
        optional.append("fields: Mapping[str, Any] | None = None")
        return ["files=files", "fields=fields"]
    arguments += ["content: bytes", "content_type: str"]
    return ["content=content", "content_type=content_type"]


def answer(found: dict[str, Any]) -> tuple[str, str]:
    """The type of a good answer, and how it is read: `json`, `bytes` or `nothing`."""
    kinds: list[str] = []
    for status, response in found["responses"].items():
        if not status.startswith("2"):
            continue
        content = response.get("content", {})
        if "application/json" in content and content["application/json"].get("schema"):
            kinds.append(annotation(content["application/json"]["schema"]).replace('"', ""))
        elif content or status == "200":
            # A file, whether its kind is named or not.
            return "bytes", "bytes"
    return (" | ".join(dict.fromkeys(kinds)), "json") if kinds else ("None", "nothing")


def method_name(method: str, path: str) -> str:
    parts: list[str] = []
    segments = [one for one in path.removeprefix(PREFIX).split("/") if one]
    for place, segment in enumerate(segments):
        plain = re.sub(r"{\w+}", "", segment)
        follows = place + 1 < len(segments) and segments[place + 1].startswith("{")
        if plain.strip("."):
            parts.append(singular(plain) if follows else plain)
    return re.sub(r"\W+", "_", f"{method}_{'_'.join(parts)}").strip("_")


def singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + ("ies" if word == "series" else "y")
    return word.removesuffix("s") if not word.endswith("ss") else word


def argument(name: str) -> str:
    text = re.sub(r"\W", "_", name).lower()
    return f"{text}_" if keyword.iskeyword(text) else text


if __name__ == "__main__":
    sys.exit(main())
