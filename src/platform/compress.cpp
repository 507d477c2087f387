#include "compress.hpp"

#include "stratum/base/text.hpp"

#include <algorithm>
#include <array>
#include <zlib.h>

namespace stratum::platform {
namespace {

constexpr std::size_t kSmallest = 1024;  ///< Less fits a packet or two anyway.

bool is_text(std::string_view type) {
    constexpr std::array<std::string_view, 8> kTexts{
        "text/",           "application/json", "application/problem+json", "application/yaml",
        "application/xml", "image/svg+xml",    "application/javascript",   "application/manifest+json"};
    return std::ranges::any_of(kTexts, [&](std::string_view one) { return type.starts_with(one); });
}

/// gzip with a weight that is not 0, or a * that is not.
bool takes_gzip(std::string_view accepted) {
    for (std::string_view item : split(accepted, ',')) {
        const auto parts = split(item, ';');
        const std::string name = to_lower(trim(parts[0]));
        if (name != "gzip" && name != "*") continue;
        if (parts.size() < 2) return true;
        std::string_view weight = trim(parts[1]);
        if (!weight.starts_with("q=")) return true;
        weight.remove_prefix(2);
        return parse_number(weight).value_or(1.0) > 0.0;
    }
    return false;
}

std::string gzip(const std::string& text) {
    z_stream stream{};
    constexpr int kGzipWindow = 15 + 16;
    constexpr int kMemory = 8;
    // Level 1: three quarters of the gain for a quarter of the time.
    if (deflateInit2(&stream, 1, Z_DEFLATED, kGzipWindow, kMemory, Z_DEFAULT_STRATEGY) != Z_OK) return {};
    std::string packed(deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));  // zlib only reads it
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    const bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    packed.resize(done ? stream.total_out : 0);
    deflateEnd(&stream);
    return packed;
}

}  // namespace

std::string packed_etag(std::string_view etag, std::string_view coding) {
    if (!etag.ends_with('"')) return std::string{etag};
    return std::string{etag.substr(0, etag.size() - 1)} + "-" + std::string{coding} + "\"";
}

void compress(const net::Request& request, net::Response& response) {
    auto* text = std::get_if<std::string>(&response.body);
    if (text == nullptr || text->size() < kSmallest || response.headers.find("Content-Encoding") != nullptr) return;
    if (!is_text(response.headers.get("Content-Type"))) return;
    response.headers.add("Vary", "Accept-Encoding");
    if (!takes_gzip(request.headers.joined("Accept-Encoding"))) return;
    std::string packed = gzip(*text);
    if (packed.empty() || packed.size() >= text->size()) return;
    *text = std::move(packed);
    response.headers.set("Content-Encoding", "gzip");
    if (const std::string* etag = response.headers.find("ETag"); etag != nullptr)
        response.headers.set("ETag", packed_etag(*etag, "gzip"));
}

}  // namespace stratum::platform
