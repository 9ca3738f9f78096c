// Reading one more file.
#include "imports/imported_file.h"

#include "diagnostics/readable.h"

namespace pemba::schema {

ImportedFile::ImportedFile(SourceFile of, ByteSpan import, std::uint32_t begin)
    : file(std::move(of)), source(file.text, file.name, begin), import(import) {}

const ImportedFile* import_file(const NamedFile& name, std::string path, const ReadFile& read,
                                ImportedFiles& files, Sink& sink) {
    if (!read) {
        sink.report(Kind::UnresolvedImport, name.span, {{"path", name.written}})
            .hint("put what it holds into this text");
        return nullptr;
    }
    Result<std::string> text = read(path);
    if (!text) {
        sink.report(Kind::UnreadableImport, name.span,
                    {{"path", name.written}, {"reason", text.error().message}});
        return nullptr;
    }
    const std::uint32_t begin = sink.sources().next_begin();
    if (!is_small_enough(begin + text->size(), name.span, sink))
        return nullptr;
    const ImportedFile& file =
        files.emplace_back(SourceFile{std::move(path), *std::move(text)}, name.span, begin);
    sink.sources().add(file.source);
    return is_utf8(file.source, sink) ? &file : nullptr;
}

} // namespace pemba::schema
