// Following imports, with a stack of its own.
#include "zed/compose/compose.h"

#include <algorithm>
#include <unordered_map>

#include "diagnostics/readable.h"
#include "zed/compose/import_path.h"
#include "zed/lex/lexer.h"
#include "zed/parse/parse.h"

namespace pemba::schema::zed {

namespace {

class Composer {
public:
    Composer(const ReadFile& read, Sink& sink) : read_(read), sink_(sink) {}

    Composition run(const Source& source) {
        open(source, normal_path(source.file_name()));
        while (!open_.empty())
            follow_next();
        return std::move(result_);
    }

private:
    /// A file whose imports are being followed.
    struct Open {
        std::size_t tree = 0;
        std::string path;
        std::size_t next = 0; ///< of its items
    };

    void open(const Source& source, std::string path) {
        is_open_[path] = true;
        open_.push_back({result_.trees.size(), std::move(path)});
        result_.trees.push_back(parse(lex(source), source, sink_));
    }

    void follow_next() {
        Open& importer = open_.back();
        const std::size_t tree = importer.tree;
        if (importer.next == result_.trees[tree].items.size()) {
            is_open_[importer.path] = false;
            open_.pop_back();
            return;
        }
        const Item& item = result_.trees[tree].items[importer.next++];
        if (const auto* import = std::get_if<Import>(&item.value))
            if (!follow(Import(*import), importer.path))
                result_.trees[tree].is_broken = true;
    }

    /// False if the import leads nowhere, which is reported.
    bool follow(const Import& import, const std::string& importer) {
        if (!read_) {
            sink_.report(Kind::UnresolvedImport, import.path.span, {{"path", import.path.text}})
                .hint("put what it holds into this text");
            return false;
        }
        std::optional<std::string> path = import_path(import, importer, sink_);
        if (!path)
            return false;
        const auto known = is_open_.find(*path);
        if (known == is_open_.end())
            return load(import, *std::move(path));
        if (known->second)
            sink_.report(Kind::ImportCycle, import.path.span, {{"paths", cycle_to(*path)}});
        return !known->second;
    }

    std::string cycle_to(const std::string& path) const {
        std::string cycle;
        auto at = std::find_if(open_.begin(), open_.end(),
                               [&](const Open& each) { return each.path == path; });
        for (; at != open_.end(); ++at)
            cycle += "`" + at->path + "` imports ";
        return cycle + "`" + path + "`";
    }

    bool load(const Import& import, std::string path) {
        Result<std::string> text = read_(path);
        if (!text) {
            sink_.report(Kind::UnreadableImport, import.path.span,
                         {{"path", import.path.text}, {"reason", text.error().message}});
            return false;
        }
        const std::uint32_t begin = sink_.sources().next_begin();
        if (!is_small_enough(begin + text->size(), import.path.span, sink_))
            return false;
        ImportedFile& file = result_.imported.emplace_back(SourceFile{path, *std::move(text)},
                                                           import.path.span, begin);
        sink_.sources().add(file.source);
        if (!is_utf8(file.source, sink_))
            return false;
        open(file.source, std::move(path));
        return true;
    }

    const ReadFile& read_;
    Sink& sink_;
    Composition result_;
    std::vector<Open> open_;
    std::unordered_map<std::string, bool> is_open_; ///< by path: every file that was read
};

} // namespace

ImportedFile::ImportedFile(SourceFile of, ByteSpan import, std::uint32_t begin)
    : file(std::move(of)), source(file.text, file.name, begin), import(import) {}

Composition compose(const Source& source, const ReadFile& read, Sink& sink) {
    return Composer(read, sink).run(source);
}

} // namespace pemba::schema::zed
