// Scalars and keys are written as their author wrote them.
#include "fga/json/format.h"

namespace pemba::schema::fga {

namespace {

/// An array or object that is being written.
struct Open {
    const JsonValue* value;
    std::size_t next = 0; ///< child
};

class Printer {
public:
    Printer(const Document& document, const Source& source)
        : document_(document), source_(source) {}

    std::string run() {
        begin(document_.root());
        while (!open_.empty())
            step();
        return std::move(out_) + "\n";
    }

private:
    void begin(const JsonValue& value) {
        if (value.type != JsonType::Array && value.type != JsonType::Object)
            out_ += source_.slice(value.span);
        else if (value.children.empty())
            out_ += value.type == JsonType::Array ? "[]" : "{}";
        else {
            out_ += value.type == JsonType::Array ? '[' : '{';
            open_.push_back({&value});
        }
    }

    void step() {
        Open& top = open_.back();
        const JsonValue& value = *top.value;
        if (top.next == value.children.size()) {
            open_.pop_back();
            new_line();
            out_ += value.type == JsonType::Array ? ']' : '}';
            return;
        }
        out_ += top.next == 0 ? "" : ",";
        new_line();
        if (value.type == JsonType::Object)
            out_.append(source_.slice(value.keys[top.next].span)).append(": ");
        begin(document_[value.children[top.next++]]); // `top` is invalid from here on
    }

    void new_line() {
        out_ += "\n";
        out_.append(2 * open_.size(), ' ');
    }

    const Document& document_;
    const Source& source_;
    std::vector<Open> open_;
    std::string out_;
};

} // namespace

std::string format_json(const Document& document, const Source& source) {
    return Printer(document, source).run();
}

} // namespace pemba::schema::fga
