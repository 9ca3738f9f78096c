// Keeping texts as the editor has them.
#include "lsp/documents.h"

#include "files/imports.h"
#include "lsp/uri.h"
#include "zed/compose/import_path.h"

namespace pemba::schema::lsp {

namespace {

Error fault(std::string message) {
    return {ErrorCode::InvalidArgument, std::move(message)};
}

std::string too_long(const std::string& uri) {
    return "`" + uri + "` has more than " + std::to_string(Documents::kMaxTextBytes) +
           " bytes and is not looked at";
}

/// What an import of a document is called: the path of its file without detours.
std::string normal_path_of(const std::string& uri) {
    const auto path = path_of(uri);
    return path ? zed::normal_path(*path) : std::string();
}

std::string changed(std::string text, const Change& change, Encoding encoding) {
    if (!change.range)
        return change.text;
    const Source source(text, {});
    const Positions positions(source, encoding);
    const std::uint32_t begin = positions.offset(change.range->start);
    const std::uint32_t end = std::max(begin, positions.offset(change.range->end));
    std::string result = text.substr(0, begin);
    return result.append(change.text).append(text, end);
}

} // namespace

Result<void> Documents::open(const std::string& uri, std::int64_t version, std::string text) {
    if (text.size() > kMaxTextBytes)
        return fault(too_long(uri));
    if (documents_.size() >= kMaxDocuments && find(uri) == nullptr)
        return fault("`" + uri + "` is not looked at: " + std::to_string(kMaxDocuments) +
                     " texts are open");
    Document& document = documents_[uri];
    document = {version, analyse(uri, std::move(text))};
    if (const std::string path = normal_path_of(uri); !path.empty())
        open_files_[path] = &document;
    return {};
}

Result<void> Documents::change(const std::string& uri, std::int64_t version,
                               const std::vector<Change>& changes) {
    const auto found = documents_.find(uri);
    if (found == documents_.end())
        return fault("`" + uri + "` is not open");
    std::string text = found->second.analysis->text();
    for (const Change& change : changes) {
        text = changed(std::move(text), change, encoding_);
        if (text.size() <= kMaxTextBytes)
            continue;
        close(uri);
        return fault(too_long(uri));
    }
    found->second = {version, analyse(uri, std::move(text))};
    return {};
}

bool Documents::close(const std::string& uri) {
    open_files_.erase(normal_path_of(uri));
    return documents_.erase(uri) > 0;
}

const Document* Documents::find(const std::string& uri) const {
    const auto found = documents_.find(uri);
    return found == documents_.end() ? nullptr : &found->second;
}

std::vector<std::string> Documents::refresh_importers_of(const std::string& uri) {
    std::vector<std::string> importers;
    const std::string path = normal_path_of(uri);
    for (auto& [other, document] : documents_)
        if (!path.empty() && document.analysis->imports(path)) {
            document.analysis = analyse(other, document.analysis->text());
            importers.push_back(other);
        }
    return importers;
}

std::unique_ptr<const Analysis> Documents::analyse(const std::string& uri, std::string text) const {
    const std::string path = normal_path_of(uri);
    return std::make_unique<Analysis>(uri, path.empty() ? uri : path, std::move(text), encoding_,
                                      path.empty() ? ReadFile() : reader_for(path));
}

/// What is open counts as the editor has it, saved or not.
ReadFile Documents::reader_for(const std::string& path) const {
    return [this, from_disk = imports_below(folder_of(path))](
               const std::string& wanted) -> Result<std::string> {
        const auto open = open_files_.find(wanted);
        return open == open_files_.end() ? from_disk(wanted) : open->second->analysis->text();
    };
}

} // namespace pemba::schema::lsp
