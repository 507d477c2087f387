#include "tag_rows.hpp"

#include "stratum/base/json_writer.hpp"
#include "stratum/base/text.hpp"

namespace stratum::library {
namespace {

using Rows = std::map<std::string, std::string, std::less<>>;

struct WriteFields {
    Rows& rows;
    void field(std::string_view name, const std::optional<std::string>& text) {
        if (text && !text->empty()) rows.emplace(name, storable(*text));
    }
    void field(std::string_view name, const std::optional<std::int64_t>& number) {
        if (number) rows.emplace(name, std::to_string(*number));
    }
    void field(std::string_view name, const std::optional<double>& number) {
        if (number) rows.emplace(name, to_json(*number));
    }
};

struct ReadFields {
    const Rows& rows;
    [[nodiscard]] const std::string* find(std::string_view name) const {
        const auto found = rows.find(name);
        return found == rows.end() ? nullptr : &found->second;
    }
    void field(std::string_view name, std::optional<std::string>& text) {
        if (const auto* found = find(name)) text = *found;
    }
    void field(std::string_view name, std::optional<std::int64_t>& number) {
        if (const auto* found = find(name)) number = parse_integer(*found);
    }
    void field(std::string_view name, std::optional<double>& number) {
        if (const auto* found = find(name)) number = parse_number(*found);
    }
};

struct HasField {
    std::string_view wanted;
    bool found = false;
    template <class T>
    void field(std::string_view name, T&) {
        found = found || name == wanted;
    }
};

}  // namespace

std::string storable(std::string_view text) {
    std::string kept = valid_utf8(text);
    std::erase(kept, '\0');
    return kept;
}

Rows to_rows(const media::Tags& tags) {
    Rows rows;
    WriteFields fields{rows};
    describe(fields, const_cast<media::Tags&>(tags));  // writers only look
    return rows;
}

media::Tags from_rows(const Rows& rows) {
    media::Tags tags;
    ReadFields fields{rows};
    describe(fields, tags);
    return tags;
}

bool is_tag_field(std::string_view name) {
    media::Tags tags;
    HasField has{name};
    describe(has, tags);
    return has.found;
}

}  // namespace stratum::library
