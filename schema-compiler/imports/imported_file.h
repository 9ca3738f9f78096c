// ImportedFile: a file that another file of the schema names.
#pragma once

#include <deque>
#include <string>

#include "diagnostics/sink.h"
#include "pemba/schema/compile.h"
#include "source/source.h"

namespace pemba::schema {

/// Stays where it is: the source views the text.
struct ImportedFile {
    ImportedFile(SourceFile file, ByteSpan import, std::uint32_t begin);
    ImportedFile(const ImportedFile&) = delete;
    ImportedFile& operator=(const ImportedFile&) = delete;

    SourceFile file;
    Source source;
    ByteSpan import; ///< what names it, where it was first imported
};

/// In the order of the sink's sources, from the second on.
using ImportedFiles = std::deque<ImportedFile>;

/// How a file is named: as it is written, and where.
struct NamedFile {
    std::string written;
    ByteSpan span;
};

/// Reads the file of a path and adds it to the others and to the sink's sources. Null if it cannot
/// be read, is not UTF-8, or makes the schema too large, which is reported.
[[nodiscard]] const ImportedFile* import_file(const NamedFile& name, std::string path,
                                              const ReadFile& read, ImportedFiles& files,
                                              Sink& sink);

} // namespace pemba::schema
