#include "tag_rows.hpp"

#include "stratum/base/json_writer.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <array>

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

bool is_blank(std::string_view text) {
    // No-break, zero-width and ideographic ones; of U+2000 to U+200F the last letter is looked at below.
    constexpr std::array<std::string_view, 5> kBlanks{"\u00a0", "\u202f", "\u205f", "\u3000", "\ufeff"};
    bool something = false;
    while (!text.empty()) {
        something = true;
        if (const auto rest = trim(text); rest.size() < text.size()) {
            text = rest;
            continue;
        }
        const auto blank = std::ranges::find_if(kBlanks, [&](std::string_view one) { return text.starts_with(one); });
        const bool wide = text.size() > 2 && text.starts_with("\xe2\x80") && static_cast<std::uint8_t>(text[2]) <= 0x8f;
        if (blank == kBlanks.end() && !wide) return false;
        text.remove_prefix(wide ? 3 : blank->size());
    }
    return something;
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
