// Whole models, and what a server answered to models.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <yaml-cpp/yaml.h>

#include "fga/conformance.h"
#include "files.h"
#include "pemba/schema/modules.h"

namespace pemba::tests {

namespace {

using schema::Language;

void check_model(const std::string& text, Language language, const std::string& set,
                 const std::string& name, Conformance& out) {
    const auto result = schema::compile(text, name, language);
    out.expect(result.schema.has_value(), set, name, "does not compile" + rendered(result, text));
    const auto once = schema::format(text, name, language).text;
    out.expect(once && schema::format(*once, name, language).text == once, set, name,
               "formatting twice differs\n" + once.value_or(""));
    if (!once || !result.schema)
        return;
    const auto formatted = schema::compile(*once, name, language);
    out.expect(formatted.schema && formatted.schema->text() == result.schema->text(), set, name,
               "formatting changes the meaning");
    const std::string canonical(result.schema->text());
    const auto again = schema::compile(canonical, name, language);
    out.expect(again.schema && again.schema->text() == canonical, set, name,
               "the canonical text compiles to another" + rendered(again, canonical));
}

void check_modules(const fs::path& path, Conformance& out) {
    const schema::SourceFile manifest{"fga.mod", read_file(path)};
    std::vector<schema::SourceFile> modules;
    const auto read = schema::read_manifest(manifest.text, manifest.name);
    for (const std::string& file : read.files.value())
        modules.push_back({file, read_file(path.parent_path() / file)});
    const auto result = schema::compile_modules(manifest, modules);
    std::string problems;
    for (std::size_t i = 0; i < modules.size(); ++i)
        problems += schema::render(result.diagnostics[i + 1], modules[i].text, modules[i].name,
                                   schema::RenderStyle::Plain);
    out.expect(result.schema.has_value(), "sample-stores", path.parent_path().filename().string(),
               "does not compile\n" + problems);
}

/// A list that is written down as one item and how often, as the transcripts have it.
json::value expanded(const json::value& value) {
    json::array out;
    for (std::int64_t i = 0; i < value.at("$repeat").as_int64(); ++i) {
        std::string item = json::serialize(value.at("item"));
        for (std::size_t at = item.find("{{i}}"); at != std::string::npos; at = item.find("{{i}}"))
            item.replace(at, 5, std::to_string(i));
        out.push_back(json::parse(item));
    }
    return out;
}

void check_write(const json::value& exchange, json::object model, Conformance& out) {
    const std::string name = text_of(exchange.at("name"));
    if (auto* types = model.if_contains("type_definitions"); types && types->is_object())
        *types = expanded(*types);
    const std::string text = json::serialize(model);
    const auto result = schema::compile(text, name, Language::FgaJson);
    const bool accepted = exchange.at("status").as_int64() == 201;
    const json::value& answer = exchange.at("response");
    out.expect(result.schema.has_value() == accepted && result.api_error.has_value() != accepted,
               "transcripts", name, json::serialize(answer) + rendered(result, text));
    if (!accepted && result.api_error)
        out.expect(result.api_error->code == text_of(answer.at("code")) &&
                       result.api_error->message == text_of(answer.at("message")),
                   "transcripts", name,
                   "answered\n" + json::serialize(answer) + "\nand we\n" + result.api_error->code +
                       ": " + result.api_error->message);
}

/// A model that was written, and is read with the next exchange that answers with one.
void check_read(const json::value& exchange, const std::string& written, Conformance& out) {
    const auto* answer =
        exchange.at("response").is_object()
            ? exchange.at("response").as_object().if_contains("authorization_model")
            : nullptr;
    if (answer == nullptr)
        return;
    json::object model = answer->as_object();
    model.erase("id");
    const auto result = schema::compile(written, "model", Language::FgaJson);
    out.expect(result.schema && json::parse(result.schema->text()) == json::value(model),
               "transcripts", text_of(exchange.at("name")),
               "is given back as\n" + json::serialize(model) + "\nand by us as\n" +
                   (result.schema ? std::string(result.schema->text()) : "nothing"));
}

void check_transcript(const fs::path& path, Conformance& out) {
    std::string written;
    const json::value transcript = read_json(path);
    for (const json::value& exchange : transcript.at("cases").as_array()) {
        const auto* body = exchange.as_object().if_contains("body");
        const bool writes = text_of(exchange.at("method")) == "POST" &&
                            text_of(exchange.at("path")).ends_with("/authorization-models");
        const bool is_about_store =
            text_of(exchange.at("name")).find("store id") != std::string::npos;
        if (writes && body && body->is_object() && !is_about_store) {
            check_write(exchange, body->as_object(), out);
            if (exchange.at("status").as_int64() == 201)
                written = json::serialize(*body);
        } else if (!writes) {
            check_read(exchange, written, out);
        }
    }
}

} // namespace

void check_transcripts(const fs::path& folder, Conformance& out) {
    check_transcript(folder / "models_invalid.json", out);
    check_transcript(folder / "models.json", out);
}

void check_models(const fs::path& folder, Conformance& out) {
    for (const fs::path& path : files_below(folder / "sample-stores", ".yaml"))
        if (const YAML::Node store = YAML::LoadFile(path.string()); store["model"])
            check_model(store["model"].as<std::string>(), Language::Fga, "sample-stores",
                        path.parent_path().filename().string(), out);
    for (const fs::path& path : files_below(folder / "sample-stores", ".fga"))
        if (const std::string text = read_file(path); !text.starts_with("module"))
            check_model(text, Language::Fga, "sample-stores",
                        path.parent_path().filename().string(), out);
    for (const fs::path& path : files_below(folder / "sample-stores", ".mod"))
        check_modules(path, out);
    for (const fs::path& path : files_below(folder / "openfga", ".json")) {
        const json::value test = read_json(path);
        for (const json::value& stage : test.at("stages").as_array())
            check_model(text_of(stage.at("model")), Language::Fga, "openfga", path.stem().string(),
                        out);
    }
}

} // namespace pemba::tests
