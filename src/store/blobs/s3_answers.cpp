#include "s3_answers.hpp"

#include "stratum/base/text.hpp"

#include <array>
#include <chrono>

namespace stratum::store {
namespace {

void append_utf8(std::string& out, std::uint32_t code) {
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xc0U | code >> 6U);
        out += static_cast<char>(0x80U | (code & 0x3fU));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xe0U | code >> 12U);
        out += static_cast<char>(0x80U | (code >> 6U & 0x3fU));
        out += static_cast<char>(0x80U | (code & 0x3fU));
    } else {
        out += static_cast<char>(0xf0U | (code >> 18U & 7U));
        out += static_cast<char>(0x80U | (code >> 12U & 0x3fU));
        out += static_cast<char>(0x80U | (code >> 6U & 0x3fU));
        out += static_cast<char>(0x80U | (code & 0x3fU));
    }
}

/// Between & and ;. What is none of these stays as it is.
bool append_entity(std::string& out, std::string_view name) {
    constexpr std::array<std::pair<std::string_view, char>, 5> kNamed{
        {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}}};
    for (const auto& [known, letter] : kNamed)
        if (name == known) return out += letter, true;
    if (name.size() < 2 || name[0] != '#' || name.size() > 8) return false;
    std::uint32_t code = 0;
    const bool hex = name[1] == 'x';
    for (const char c : name.substr(hex ? 2 : 1)) {
        const std::string_view digits = "0123456789abcdef";
        const auto digit = digits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c);
        if (digit >= (hex ? 16U : 10U)) return false;
        code = code * (hex ? 16U : 10U) + static_cast<std::uint32_t>(digit);
    }
    if (code == 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return false;
    return append_utf8(out, code), true;
}

std::string resolved(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto start = text.find('&');
        out.append(text.substr(0, start));
        if (start == text.npos) break;
        text.remove_prefix(start);
        const auto end = text.substr(0, 12).find(';');
        if (end != text.npos && append_entity(out, text.substr(1, end - 1))) {
            text.remove_prefix(end + 1);
        } else {
            out += '&';
            text.remove_prefix(1);
        }
    }
    return out;
}

/// The inside of the next element `name` from `place` on, which is moved behind it.
std::optional<std::string_view> next_element(std::string_view xml, std::string_view name, std::size_t& place) {
    const std::string open = "<" + std::string{name};
    const std::string close = "</" + std::string{name} + ">";
    for (;;) {
        place = xml.find(open, place);
        if (place == xml.npos) return {};
        place += open.size();
        if (place >= xml.size() || (xml[place] != '>' && xml[place] != ' ' && xml[place] != '/'))
            continue;  // a longer name
        const auto inside = xml.find('>', place);
        if (inside == xml.npos) return {};
        if (xml[inside - 1] == '/') return place = inside + 1, std::string_view{};
        const auto end = xml.find(close, inside + 1);
        if (end == xml.npos) return {};
        place = end + close.size();
        return xml.substr(inside + 1, end - inside - 1);
    }
}

}  // namespace

std::optional<std::string> xml_text(std::string_view xml, std::string_view name) {
    std::size_t place = 0;
    const auto inside = next_element(xml, name, place);
    return inside ? std::optional{resolved(*inside)} : std::nullopt;
}

std::vector<std::string_view> xml_elements(std::string_view xml, std::string_view name) {
    std::vector<std::string_view> elements;
    std::size_t place = 0;
    while (const auto inside = next_element(xml, name, place)) elements.push_back(*inside);
    return elements;
}

std::optional<S3Page> read_s3_page(std::string_view xml) {
    std::size_t place = 0;
    const auto result = next_element(xml, "ListBucketResult", place);
    if (!result) return {};
    S3Page page;
    for (const auto contents : xml_elements(*result, "Contents")) {
        const auto key = xml_text(contents, "Key");
        const auto size = parse_integer(xml_text(contents, "Size").value_or(""));
        const auto modified = read_s3_time(xml_text(contents, "LastModified").value_or(""));
        if (!key || !size || *size < 0 || !modified) return {};
        page.objects.push_back({*key, *size, *modified});
    }
    if (xml_text(*result, "IsTruncated") == "true") {
        page.next = xml_text(*result, "NextContinuationToken").value_or("");
        if (page.next.empty()) return {};
    }
    return page;
}

std::optional<Timestamp> read_s3_time(std::string_view text) {
    const auto number = [&](std::size_t from, std::size_t count) -> std::optional<int> {
        const auto part = text.size() >= from + count ? parse_integer(text.substr(from, count)) : std::nullopt;
        return part && *part >= 0 ? std::optional{static_cast<int>(*part)} : std::nullopt;
    };
    std::optional<int> year, month, day;
    std::size_t clock = 0;
    int thousandths = 0;
    if (text.size() > 4 && text[3] == ',') {
        constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
        const auto name = text.size() >= 29 ? kMonths.find(text.substr(8, 3)) : kMonths.npos;
        if (name == kMonths.npos || name % 3 != 0) return {};
        day = number(5, 2);
        month = static_cast<int>(name / 3) + 1;
        year = number(12, 4);
        clock = 17;
    } else {
        if (!text.ends_with('Z') || text.size() < 20 || text[10] != 'T') return {};
        year = number(0, 4);
        month = number(5, 2);
        day = number(8, 2);
        clock = 11;
        if (text[19] == '.') thousandths = number(20, 3).value_or(0);
    }
    const auto hour = number(clock, 2);
    const auto minute = number(clock + 3, 2);
    const auto second = number(clock + 6, 2);
    if (!year || !month || !day || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) return {};
    const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return {};
    const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
    return Timestamp{((days * 24 + *hour) * 60 + *minute) * 60'000 + *second * 1000 + thousandths};
}

}  // namespace stratum::store
