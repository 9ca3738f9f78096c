// `// pemba-ignore-warning: <code>` in the comments before a declaration.
#include <algorithm>
#include <string_view>

#include "zed/lint/lint.h"
#include "zed/lint/removal.h"

namespace pemba::schema::zed {

namespace {

/// Takes the code after each mark of a comment out of it.
void read_comment(const Comment& comment, ByteSpan where, Suppressions& suppressions) {
    constexpr std::string_view kMark = "-ignore-warning:", kBlanks = " \t", kEnd = " \t\r\n*,";
    std::string_view rest = comment.text;
    for (auto at = rest.find(kMark); at != std::string_view::npos; at = rest.find(kMark)) {
        const std::string_view before = rest.substr(0, at);
        rest.remove_prefix(at + kMark.size());
        if (!before.ends_with("pemba") && !before.ends_with("spicedb"))
            continue;
        rest.remove_prefix(std::min(rest.find_first_not_of(kBlanks), rest.size()));
        suppressions.add(
            {std::string(rest.substr(0, rest.find_first_of(kEnd))), where, comment.span});
    }
}

/// Whether a comment says nothing but that one thing.
bool is_nothing_else(std::string_view comment, const std::string& code) {
    comment.remove_prefix(std::min(comment.find_first_not_of("/ \t"), comment.size()));
    for (const std::string_view tool : {"pemba", "spicedb"})
        for (const std::string_view blank : {"", " "})
            if (comment == std::string(tool) + "-ignore-warning:" + std::string(blank) + code)
                return true;
    return false;
}

void read_layout(const Layout& layout, ByteSpan where, Suppressions& suppressions) {
    for (const Comment& comment : layout.comments)
        read_comment(comment, where, suppressions);
}

void read_file(const File& file, Sink& sink) {
    for (const Item& item : file.items) {
        read_layout(item.layout, item.span, sink.suppressions());
        if (const auto* definition = std::get_if<Definition>(&item.value))
            for (const Member& member : definition->members)
                read_layout(member.layout, member.span, sink.suppressions());
    }
}

} // namespace

void read_suppressions(const std::vector<File>& files, Sink& sink) {
    for (const File& file : files)
        read_file(file, sink);
}

void report_unused_suppressions(const Source& first, Sink& sink) {
    for (const Suppression& suppression : sink.suppressions().unused()) {
        if (suppression.comment.begin >= first.end())
            continue;
        Report& report =
            sink.report(Kind::UnusedSuppression, suppression.comment, {{"code", suppression.code}});
        if (is_nothing_else(first.slice(suppression.comment), suppression.code))
            report.fix([&] {
                return Report::Fix{"remove the comment",
                                   {{removal(suppression.comment, first), ""}}};
            });
    }
}

} // namespace pemba::schema::zed
