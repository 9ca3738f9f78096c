// The formatter.
#include "zanzibar/format/format.h"

#include <algorithm>
#include <string_view>

#include "zanzibar/lex/string_value.h"

namespace pemba::schema::zanzibar {

namespace {

constexpr std::size_t kIndent = 2, kMaxColumns = 80;

std::string scalar_text(const Field& field) {
    return field.name + ": " +
           (field.kind == Field::Kind::String ? quoted(field.value) : field.value);
}

bool has_comment(const Field& field) {
    return !field.comments.empty() || !field.trailing_comment.empty();
}

class Formatter {
public:
    explicit Formatter(const File& file) : fields_(file.fields), one_line_(fields_.size()) {
        for (std::size_t i = fields_.size(); i-- > 1;)
            one_line_[i] = one_line_text(fields_[i]);
    }

    std::string run() {
        push_fields(fields_.front());
        while (!todo_.empty()) {
            const Step step = todo_.back();
            todo_.pop_back();
            if (step.is_end)
                end_message(fields_[step.field]);
            else
                add_field(step);
        }
        add_comments(fields_.front().closing_comments);
        return std::move(out_);
    }

private:
    struct Step {
        std::uint32_t field;
        bool is_end;   ///< of a message, after its fields
        bool is_first; ///< in its message
    };

    /// The field on one line without its own comments; empty if it needs several.
    [[nodiscard]] std::string one_line_text(const Field& field) const {
        if (field.kind != Field::Kind::Message)
            return scalar_text(field);
        std::string text = field.name + " {";
        std::size_t messages = 0;
        for (const std::uint32_t index : field.fields) {
            const std::string& inner = one_line_[index];
            messages += fields_[index].kind == Field::Kind::Message ? 1 : 0;
            if (inner.empty() || has_comment(fields_[index]) || messages > 1 ||
                text.size() + inner.size() > kMaxColumns)
                return {};
            text += " " + inner;
        }
        if (!field.closing_comments.empty())
            return {};
        return text + (field.fields.empty() ? "}" : " }");
    }

    void push_fields(const Field& message) {
        for (std::size_t i = message.fields.size(); i-- > 0;)
            todo_.push_back({message.fields[i], false, i == 0});
    }

    [[nodiscard]] std::string indent() const { return std::string(depth_ * kIndent, ' '); }

    void add_comments(const std::vector<Comment>& comments) {
        for (const Comment& comment : comments) {
            if (comment.after_blank_line && !out_.empty() && !out_.ends_with("{\n") &&
                !out_.ends_with("\n\n"))
                out_ += "\n";
            out_ += indent() + comment_text(comment.text) + "\n";
        }
    }

    /// `#` and a blank before the words, nothing after them.
    static std::string comment_text(std::string_view comment) {
        comment.remove_prefix(1);
        while (!comment.empty() &&
               std::string_view(" \t\r").find(comment.back()) != std::string_view::npos)
            comment.remove_suffix(1);
        const bool is_apart = comment.empty() || comment.front() == ' ' || comment.front() == '#';
        return (is_apart ? "#" : "# ") + std::string(comment);
    }

    void add_field(const Step& step) {
        const Field& field = fields_[step.field];
        if (field.after_blank_line && !step.is_first && !out_.ends_with("\n\n"))
            out_ += "\n";
        add_comments(field.comments);
        out_ += field.is_apart_from_comments ? "\n" : "";
        const std::string& text = one_line_[step.field];
        const bool is_scalar = field.kind != Field::Kind::Message;
        if (is_scalar || (!text.empty() && depth_ * kIndent + text.size() <= kMaxColumns)) {
            out_ += indent() + text;
            end_line(field);
            return;
        }
        out_ += indent() + field.name + " {\n";
        ++depth_;
        todo_.push_back({step.field, true, false});
        push_fields(field);
    }

    void end_message(const Field& field) {
        add_comments(field.closing_comments);
        --depth_;
        out_ += indent() + "}";
        end_line(field);
    }

    void end_line(const Field& field) {
        if (!field.trailing_comment.empty())
            out_ += " " + comment_text(field.trailing_comment);
        out_ += "\n";
    }

    const std::vector<Field>& fields_;
    std::vector<std::string> one_line_;
    std::vector<Step> todo_;
    std::size_t depth_ = 0;
    std::string out_;
};

} // namespace

std::string format(const File& file) {
    return Formatter(file).run();
}

} // namespace pemba::schema::zanzibar
