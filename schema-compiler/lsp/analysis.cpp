// The compiler's steps, with what each made kept.
#include "lsp/analysis.h"

#include <algorithm>

#include "cel/compile.h"
#include "diagnostics/readable.h"
#include "lint/lint.h"
#include "lsp/uri.h"
#include "sema/check.h"
#include "sema/reach.h"
#include "zed/compose/import_path.h"
#include "zed/lint/lint.h"
#include "zed/lower/lower.h"

namespace pemba::schema::lsp {

namespace {

// A member of a partial has its holders in so many of the definitions that have it.
constexpr std::size_t kMaxDefinitions = 20;

std::string to_string(const sema::SubjectKind& kind) {
    return std::string(kind.namespace_name) + (kind.wildcard ? ":*" : "");
}

json::object to_json(EditorPosition position) {
    return {{"line", position.line}, {"character", position.character}};
}

} // namespace

Analysis::Analysis(std::string uri, std::string name, std::string text, Encoding encoding,
                   const ReadFile& read_file)
    : uri_(std::move(uri)), name_(std::move(name)), text_(std::move(text)), encoding_(encoding),
      source_(text_, name_), sources_(source_) {
    Sink sink(source_);
    read(read_file, sink);
    sources_ = sink.sources();
    diagnostics_ = sink.take();
    symbols_.emplace(schema_);
    index_.emplace(files_.trees);
    for (std::size_t i = 0; i < sources_.size(); ++i)
        positions_.push_back(std::make_unique<Positions>(sources_[i], encoding_));
}

void Analysis::read(const ReadFile& read, Sink& sink) {
    if (!is_small_enough(text_.size(), {}, sink) || !is_utf8(source_, sink))
        return;
    files_ = zed::compose(source_, read, sink);
    zed::read_suppressions(files_.trees, sink);
    schema_ = zed::lower(files_.trees, sink);
    sema::check(schema_, sink);
    cel::compile_conditions(schema_, sink);
    if (sink.has_errors())
        return;
    sink.advise_on_first_file();
    zed::lint(files_.trees, source_, sink);
    ir::lint(schema_, sink);
    zed::report_unused_suppressions(source_, sink);
}

const zed::File* Analysis::tree() const {
    return files_.trees.empty() ? nullptr : &files_.trees.front();
}

bool Analysis::imports(const std::string& path) const {
    return std::any_of(files_.imported.begin(), files_.imported.end(),
                       [&](const ImportedFile& each) { return each.file.name == path; });
}

ByteSpan Analysis::import_of(std::size_t file) const {
    ByteSpan import;
    while (file > 0) {
        import = files_.imported[file - 1].import;
        file = sources_.index_of(import.begin);
    }
    return import;
}

std::string_view Analysis::path_of_file(std::size_t file) const {
    return sources_[file].file_name();
}

std::string_view Analysis::file_of(ByteSpan span) const {
    return path_of_file(sources_.index_of(span.begin));
}

std::string Analysis::imported_at(std::uint32_t offset) const {
    if (tree() == nullptr)
        return {};
    for (const zed::Item& item : tree()->items)
        if (const auto* import = std::get_if<zed::Import>(&item.value))
            if (import->path.span.begin <= offset && offset <= import->path.span.end) {
                Sink unheard(source_);
                const auto path = zed::import_path(*import, name_, unheard);
                return path && imports(*path) ? *path : std::string();
            }
    return {};
}

std::string_view Analysis::slice(ByteSpan span) const {
    return sources_[sources_.index_of(span.begin)].slice(span);
}

std::uint32_t Analysis::offset(EditorPosition position) const {
    return positions_.front()->offset(position);
}

json::object Analysis::range(ByteSpan span) const {
    const Positions& positions = *positions_[sources_.index_of(span.begin)];
    return {{"start", to_json(positions.position(span.begin))},
            {"end", to_json(positions.position(span.end))}};
}

json::object Analysis::location(ByteSpan span) const {
    const std::size_t file = sources_.index_of(span.begin);
    return {{"uri", file == 0 ? uri_ : uri_of(path_of_file(file))}, {"range", range(span)}};
}

ByteSpan Analysis::bytes(const Span& span) const {
    const std::uint32_t base = sources_[span.file].begin();
    return {base + static_cast<std::uint32_t>(span.begin),
            base + static_cast<std::uint32_t>(span.end)};
}

std::set<std::string> Analysis::holders(const Symbol& member) const {
    std::vector<const ir::Relation*> meant;
    for (const ir::NamespaceConfig& config : schema_.namespaces)
        for (const ir::Relation& relation : config.relations)
            if (relation.name.span == member.name_span && meant.size() < kMaxDefinitions)
                meant.push_back(&relation);
    std::set<std::string> all;
    const sema::Reach reach(schema_, *symbols_, sema::Reached::AsNamed);
    for (std::size_t i = 0; i < reach.blocks(); ++i) {
        const sema::Reach::Block block = reach.block(i);
        sema::Reach::Kinds kinds;
        for (const ir::Relation* relation : meant)
            kinds |= block.of(*relation);
        for (std::size_t number = 0; number < kinds.size(); ++number)
            if (kinds[number])
                all.insert(to_string(block.kind(number)));
    }
    return all;
}

} // namespace pemba::schema::lsp
