#include "stratum/platform/answers.hpp"

#include "compress.hpp"
#include "stratum/base/cbor.hpp"
#include "stratum/base/text.hpp"
#include "stratum/crypto/hash.hpp"

#include <algorithm>
#include <array>

namespace stratum::platform {
namespace {

Error wrong(std::string_view name, const std::string& what) {
    return error(ErrorCode::invalid_argument, "the parameter " + std::string{name} + " must be " + what);
}

enum class Comparison : std::uint8_t { weak, strong };

/// Whether a list of entity tags ("a", W/"b", *) names this one, packed or as it is. Weak ones are never the same in a
/// strong comparison (RFC 9110, section 8.8.3.2).
bool names(std::string_view list, std::string_view etag, Comparison comparison) {
    if (trim(list) == "*") return true;
    return std::ranges::any_of(split(list, ','), [&](std::string_view item) {
        item = trim(item);
        if (comparison == Comparison::weak && item.starts_with("W/")) item.remove_prefix(2);
        return std::ranges::any_of(std::array<std::string_view, 3>{"", "gzip", "br"}, [&](std::string_view coding) {
            return item == (coding.empty() ? std::string{etag} : packed_etag(etag, coding));
        });
    });
}

/// The list that is asked for, with all that it is filtered by.
Bytes list_of(const Call& call) {
    std::vector<std::pair<std::string, std::string>> filters;
    for (const auto& one : call.request.query.all())
        if (one.first != "cursor" && one.first != "limit") filters.push_back(one);
    std::ranges::sort(filters);
    JsonWriter w;
    w.begin_array();
    w.string(call.request.path);
    w.string(to_text(call.workspace));
    for (const auto& [name, value] : filters) {
        w.string(name);
        w.string(value);
    }
    w.end_array();
    const std::string text = w.take();
    const auto hash = crypto::blake2b_256({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    return {hash.begin(), hash.begin() + 8};
}

}  // namespace

net::Response json_text(int status, std::string text) {
    return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(text)};
}

net::Response nothing() { return {.status = 204}; }

Result<net::Json> body_of(const Call& call) {
    const std::string_view type = call.request.headers.get("Content-Type");
    const std::string media = to_lower(trim(type.substr(0, type.find(';'))));
    if (media != "application/json" && media != "application/merge-patch+json")
        return error(ErrorCode::unsupported, "the body is " + (media.empty() ? "of no kind that is told" : media),
                     "send it as application/json");
    return net::parse_json(call.request.body);
}

Result<Uuid> id_in_path(const Call& call, std::string_view name) {
    const auto id = parse_uuid(call.request.capture(name));
    if (!id) return error(ErrorCode::not_found, "there is nothing of this id", "ids look like 018f3c2e-7b1a-7c3d-...");
    return *id;
}

std::optional<std::string> text_parameter(const Call& call, std::string_view name) {
    const std::string* text = call.request.query.find(name);
    return text != nullptr ? std::optional{*text} : std::nullopt;
}

Result<std::optional<std::int64_t>> integer_parameter(const Call& call, std::string_view name, std::int64_t least,
                                                      std::int64_t most) {
    const auto text = text_parameter(call, name);
    if (!text) return std::optional<std::int64_t>{};
    const auto number = parse_integer(*text);
    if (!number || *number < least || *number > most)
        return wrong(name, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return number;
}

Result<std::optional<double>> number_parameter(const Call& call, std::string_view name, double least, double most) {
    const auto text = text_parameter(call, name);
    if (!text) return std::optional<double>{};
    const auto number = parse_number(*text);
    if (!number || *number < least || *number > most)
        return wrong(name, "a number from " + format_fixed(least, 0) + " to " + format_fixed(most, 0));
    return number;
}

Result<bool> flag_parameter(const Call& call, std::string_view name) {
    const auto text = text_parameter(call, name);
    if (!text || *text == "false") return false;
    if (*text == "true") return true;
    return wrong(name, "true or false");
}

Result<std::optional<Uuid>> id_parameter(const Call& call, std::string_view name) {
    const auto text = text_parameter(call, name);
    if (!text) return std::optional<Uuid>{};
    const auto id = parse_uuid(*text);
    if (!id) return wrong(name, "an id");
    return id;
}

Result<std::optional<Timestamp>> time_parameter(const Call& call, std::string_view name) {
    const auto text = text_parameter(call, name);
    if (!text) return std::optional<Timestamp>{};
    const auto time = parse_rfc3339(*text);
    if (!time) return wrong(name, "a time such as 2026-11-20T23:45:00Z");
    return time;
}

Result<Page> page_of(const Call& call) {
    constexpr std::int64_t kMost = 200;
    Page page;
    STRATUM_TRY(const auto limit, integer_parameter(call, "limit", 1, kMost));
    page.limit = limit.value_or(page.limit);
    page.cursor = text_parameter(call, "cursor").value_or("");
    if (page.cursor.size() > 1024) return wrong("cursor", "the next_cursor of a page before");
    return page;
}

std::string cursor_after(const Call& call, const Uuid& last) {
    Bytes bytes = list_of(call);
    bytes.insert(bytes.end(), last.bytes.begin(), last.bytes.end());
    return to_base64(bytes, Base64::url);
}

Result<std::optional<Uuid>> last_before(const Call& call) {
    const std::string text = text_parameter(call, "cursor").value_or("");
    if (text.empty()) return std::optional<Uuid>{};
    const Bytes list = list_of(call);
    std::string standard = text;
    std::ranges::replace(standard, '-', '+');
    std::ranges::replace(standard, '_', '/');
    while (standard.size() % 4 != 0) standard += '=';
    const auto bytes = from_base64(standard);
    Uuid last;
    if (!bytes || bytes->size() != list.size() + last.bytes.size() ||
        !std::equal(list.begin(), list.end(), bytes->begin()))
        return error(ErrorCode::invalid_argument, "the parameter cursor is not one of this list with these filters",
                     "take next_cursor of the page before, or begin without one");
    std::copy(bytes->begin() + static_cast<std::ptrdiff_t>(list.size()), bytes->end(), last.bytes.begin());
    return std::optional{last};
}

std::optional<net::Response> unchanged(const Call& call, const std::string& etag) {
    const std::string known = call.request.headers.joined("If-None-Match");
    if (known.empty() || !names(known, etag, Comparison::weak)) return {};
    return net::Response{.status = 304, .headers = {{"ETag", etag}}};
}

std::optional<Problem> outdated(const Call& call, const std::string& etag) {
    if (call.request.headers.find("If-Match") == nullptr) return {};
    const std::string wanted = call.request.headers.joined("If-Match");
    if (trim(wanted).empty())
        return problem(400, "invalid_argument", "the If-Match of this request is empty",
                       "send the ETag that was read, or leave it out to change whatever is there");
    if (names(wanted, etag, Comparison::strong)) return {};
    return problem(412, "precondition_failed", "it was changed by somebody else since it was read",
                   "read it again, and decide anew");
}

}  // namespace stratum::platform
