#include "message.hpp"

#include "stratum/base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace stratum::net {
namespace {

void append_field(std::string& text, std::string_view name, std::string_view value) {
    text += name;
    text += ": ";
    for (const char c : value) text += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
    text += "\r\n";
}

auto count_of(const Headers& headers, std::string_view lower_name) {
    return std::ranges::count_if(headers, [&](const auto& field) { return to_lower(field.first) == lower_name; });
}

bool has_no_body(int status) { return status < 200 || status == 204 || status == 304; }

}  // namespace

Head head_of(const Response& response, std::optional<std::int64_t> length, bool keep_alive, std::string_view date) {
    Head head;
    head.text.reserve(512);
    head.text += "HTTP/1.1 ";
    head.text += std::to_string(response.status);
    head.text += ' ';
    head.text += reason_of(response.status);
    head.text += "\r\n";
    append_field(head.text, "Date", date);
    for (const auto& [name, value] : response.headers) append_field(head.text, name, value);
    if (!has_no_body(response.status)) {
        head.framing = length ? Framing::length : Framing::chunked;
        if (length)
            append_field(head.text, "Content-Length", std::to_string(*length));
        else
            append_field(head.text, "Transfer-Encoding", "chunked");
    }
    if (!keep_alive) append_field(head.text, "Connection", "close");
    head.text += "\r\n";
    return head;
}

std::string chunk_head(std::size_t size) {
    std::array<char, 24> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), size, 16).ptr;
    return std::string{text.data(), end} + "\r\n";
}

const std::string& DateField::now() {
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    if (now != of_) {
        of_ = now;
        text_ = http_date(now);
    }
    return text_;
}

std::string client_of(std::string_view peer, const Headers& headers, const std::vector<std::string>& trusted) {
    const auto is_trusted = [&](std::string_view address) {
        return std::ranges::find(trusted, address) != trusted.end();
    };
    std::string client{peer};
    if (!is_trusted(client)) return client;
    // Each proxy adds whom it heard at the end; the first from there that is no proxy of ours is the client.
    const std::string said = headers.joined("X-Forwarded-For");
    auto hops = split(said, ',');
    for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
        const std::string_view address = trim(*hop);
        constexpr std::size_t kLongestAddress = 45;
        if (address.empty() || address.size() > kLongestAddress) break;
        client = address;
        if (!is_trusted(address)) break;
    }
    return client;
}

Result<void> check_head(Request& request, unsigned version, Peer peer, const std::vector<std::string>& trusted) {
    const Error improper = error(ErrorCode::invalid_argument, "the head of the request is no proper HTTP/1.1");
    if (version != 11 && version != 10) return improper;
    const auto hosts = count_of(request.headers, "host");
    if (hosts > 1 || (version == 11 && hosts != 1)) return improper;
    // Any other coding would leave open where the body ends (RFC 9112, section 6.3).
    if (const auto codings = count_of(request.headers, "transfer-encoding"); codings > 0) {
        if (codings > 1 || version != 11 || to_lower(request.headers.get("Transfer-Encoding")) != "chunked")
            return improper;
    }
    if (!request.target.starts_with('/') && request.target != "*") return improper;
    const auto middle = request.target.find('?');
    request.path = request.target.substr(0, middle);
    if (middle != std::string::npos) {
        auto query = Query::parse(std::string_view{request.target}.substr(middle + 1));
        if (!query) return query.error();
        request.query = std::move(*query);
    }
    request.remote = client_of(peer.address, request.headers, trusted);
    request.secure =
        peer.encrypted || (request.remote != peer.address && request.headers.get("X-Forwarded-Proto") == "https");
    return {};
}

}  // namespace stratum::net
