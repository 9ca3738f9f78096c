// Following imports, with a stack of its own.
#include "zed/compose/compose.h"

#include <algorithm>
#include <unordered_map>

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
        const ImportedFile* file =
            import_file({import.path.text, import.path.span}, path, read_, result_.imported, sink_);
        if (file != nullptr)
            open(file->source, std::move(path));
        return file != nullptr;
    }

    const ReadFile& read_;
    Sink& sink_;
    Composition result_;
    std::vector<Open> open_;
    std::unordered_map<std::string, bool> is_open_; ///< by path: every file that was read
};

} // namespace

Composition compose(const Source& source, const ReadFile& read, Sink& sink) {
    return Composer(read, sink).run(source);
}

} // namespace pemba::schema::zed
