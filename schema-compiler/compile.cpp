// compile() and format(): the steps, joined.
#include "pemba/schema/compile.h"

#include "cel/compile.h"
#include "emit/emit.h"
#include "fga/answer/answer.h"
#include "fga/format/format.h"
#include "fga/json/format.h"
#include "fga/json/read.h"
#include "fga/lex/lexer.h"
#include "fga/lower/lower.h"
#include "fga/modules/joined_files.h"
#include "fga/modules/manifest.h"
#include "fga/parse/parse.h"
#include "fga/regenerate/regenerate.h"
#include "fga/sema/check.h"
#include "pemba/schema/modules.h"
#include "sema/check.h"
#include "zed/format/format.h"
#include "zed/lex/lexer.h"
#include "zed/lower/lower.h"
#include "zed/parse/parse.h"
#include "zed/regenerate/regenerate.h"

namespace pemba::schema {

namespace {

/// What keeps a text from being read at all.
bool is_readable(const Source& source, Sink& sink) {
    const std::size_t size = source.text().size();
    if (size > Source::kMaxBytes) {
        sink.report(Kind::SchemaTooLarge, {},
                    {{"size", std::to_string(size)}, {"limit", std::to_string(Source::kMaxBytes)}});
        return false;
    }
    const std::size_t malformed = find_malformed_utf8(source.text());
    if (malformed == std::string_view::npos)
        return true;
    const auto at = static_cast<std::uint32_t>(malformed);
    sink.report(Kind::NotUtf8, {at, at + 1}).hint("save the file as UTF-8");
    return false;
}

/// What a language brings: how its text becomes the language-neutral form, and how that is written
/// in it.
struct FrontEnd {
    /// Everything up to and with the checks of names and types.
    ir::Schema (*read)(const Source& source, Sink& sink);
    /// The canonical text, without comments that belong to nothing. The schema has no errors.
    Result<std::string> (*regenerate)(const ir::Schema& schema);
    /// The text laid out; nothing if it does not parse.
    std::optional<std::string> (*format)(const Source& source, Sink& sink);
};

ir::Schema read_zed(const Source& source, Sink& sink) {
    const zed::File file = zed::parse(zed::lex(source), source, sink);
    ir::Schema lowered = zed::lower(file, sink);
    sema::check(lowered, sink);
    return lowered;
}

std::optional<std::string> format_zed(const Source& source, Sink& sink) {
    const zed::File file = zed::parse(zed::lex(source), source, sink);
    return sink.has_errors() ? std::nullopt : std::optional(zed::format(file));
}

ir::Schema read_fga(const Source& source, Sink& sink) {
    const auto tokens = fga::lex(source.text());
    ir::Schema lowered = fga::lower(fga::parse(*tokens, sink), sink);
    lowered.is_broken = sink.has_errors();
    fga::check(lowered, sink);
    return lowered;
}

std::optional<std::string> format_fga(const Source& source, Sink& sink) {
    const auto tokens = fga::lex(source.text());
    (void)fga::parse(*tokens, sink);
    return sink.has_errors() ? std::nullopt : std::optional(fga::format(*tokens, source.text()));
}

ir::Schema read_fga_json(const Source& source, Sink& sink) {
    ir::Schema read = fga::read_json(source, sink);
    fga::check(read, sink);
    return read;
}

std::optional<std::string> format_fga_json(const Source& source, Sink& sink) {
    const auto document = fga::Document::parse(source, sink);
    return document ? std::optional(fga::format_json(*document, source)) : std::nullopt;
}

FrontEnd front_end_of(Language language) {
    switch (language) {
    case Language::Fga:
        return {read_fga, [](const ir::Schema& schema) { return fga::regenerate(schema); },
                format_fga};
    case Language::FgaJson: return {read_fga_json, fga::regenerate_json, format_fga_json};
    case Language::Zed: break;
    }
    return {read_zed,
            [](const ir::Schema& schema) { return Result<std::string>(zed::regenerate(schema)); },
            format_zed};
}

std::optional<Schema> build(const ir::Schema& schema, const std::string& text, Sink& sink) {
    Result<Schema> built = Schema::from_bytes(emit(schema, text));
    if (built)
        return *std::move(built);
    sink.report(Kind::InternalError, {}, {{"reason", built.error().message}});
    return std::nullopt;
}

/// What comes after the checks, the same in every language.
template <class Regenerate>
std::optional<Schema> finish(ir::Schema& schema, Sink& sink, Regenerate regenerate) {
    cel::compile_conditions(schema, sink);
    if (sink.has_errors())
        return std::nullopt;
    const Result<std::string> text = regenerate(schema);
    if (text)
        return build(schema, *text, sink);
    sink.report(Kind::InternalError, {}, {{"reason", text.error().message}});
    return std::nullopt;
}

bool is_of_openfga(Language language) {
    return language == Language::Fga || language == Language::FgaJson;
}

} // namespace

CompileResult compile(std::string_view text, std::string_view file_name, Language language) {
    const FrontEnd front_end = front_end_of(language);
    const Source source(text, file_name);
    Sink sink(source);
    std::optional<Schema> schema;
    ir::Schema read;
    if (is_readable(source, sink)) {
        read = front_end.read(source, sink);
        schema = finish(read, sink, front_end.regenerate);
    }
    CompileResult result{std::move(schema), {}, {}};
    if (is_of_openfga(language))
        result.api_error = fga::api_error(sink, read);
    result.diagnostics = sink.take();
    return result;
}

ManifestResult read_manifest(std::string_view text, std::string_view file_name) {
    const Source source(text, file_name);
    Sink sink(source);
    ManifestResult result;
    if (is_readable(source, sink))
        if (const auto manifest = fga::read_manifest(text, sink)) {
            result.files.emplace();
            for (const ir::Name& file : manifest->files)
                result.files->push_back(file.text);
        }
    result.diagnostics = sink.take();
    return result;
}

ModulesResult compile_modules(const SourceFile& manifest, const std::vector<SourceFile>& modules) {
    std::vector<SourceFile> files{manifest};
    files.insert(files.end(), modules.begin(), modules.end());
    const fga::JoinedFiles joined(files);
    const Source source(joined.text(), manifest.name);
    Sink sink(source);
    ModulesResult result;
    ir::Schema merged;
    if (is_readable(source, sink)) {
        const auto read = fga::read_manifest(manifest.text, sink);
        std::vector<fga::Module> parsed;
        for (std::size_t i = 0; i < modules.size(); ++i) {
            const std::uint32_t begin = joined.begin(i + 1);
            const auto tokens = fga::lex(modules[i].text, begin);
            parsed.push_back({modules[i].name, fga::parse(*tokens, sink), {begin, begin}});
        }
        merged = fga::lower(std::move(parsed), read ? read->version : ir::Name(), sink);
        merged.is_broken = sink.has_errors();
        fga::check(merged, sink);
        result.schema = finish(merged, sink, [](const ir::Schema& schema) {
            return fga::regenerate(schema, fga::SourceInfo::Shown);
        });
    }
    result.api_error = fga::api_error(sink, merged);
    result.diagnostics = joined.by_file(sink.take());
    return result;
}

FormatResult format(std::string_view text, std::string_view file_name, Language language) {
    const Source source(text, file_name);
    Sink sink(source);
    std::optional<std::string> formatted;
    if (is_readable(source, sink))
        formatted = front_end_of(language).format(source, sink);
    return {std::move(formatted), sink.take()};
}

} // namespace pemba::schema
