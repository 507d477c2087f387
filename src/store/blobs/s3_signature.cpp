#include "s3_signature.hpp"

#include "stratum/base/text.hpp"
#include "stratum/crypto/sha256.hpp"

#include <algorithm>

namespace stratum::store {
namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// "20130524T000000Z".
std::string compact_time(Timestamp now) {
    std::string text = to_rfc3339(now).substr(0, 19);
    std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
    return text + "Z";
}

}  // namespace

std::string s3_escape(std::string_view text, bool keep_slashes) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<std::uint8_t>(c);
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           std::string_view{"-._~"}.find(c) != std::string_view::npos || (keep_slashes && c == '/');
        if (plain)
            out += c;
        else
            out.append({'%', kDigits[byte >> 4U], kDigits[byte & 15U]});
    }
    return out;
}

std::string s3_query(const std::map<std::string, std::string>& query) {
    std::string text;
    for (const auto& [name, value] : query)
        text.append(text.empty() ? "" : "&").append(s3_escape(name, false)).append("=").append(s3_escape(value, false));
    return text;
}

void sign_s3(S3Request& request, const S3Credentials& credentials, Timestamp now) {
    const std::string time = compact_time(now);
    const std::string scope = time.substr(0, 8) + "/" + credentials.region + "/s3/aws4_request";
    request.headers["x-amz-date"] = time;
    request.headers["x-amz-content-sha256"] = request.payload_hash;
    if (!credentials.session_token.empty()) request.headers["x-amz-security-token"] = credentials.session_token;

    std::string lines;
    std::string names;
    for (const auto& [name, value] : request.headers) {
        lines.append(name).append(":").append(trim(value)).append("\n");
        names.append(names.empty() ? "" : ";").append(name);
    }
    const std::string canonical = std::string{request.method} + "\n" + s3_escape(request.path, true) + "\n" +
                                  s3_query(request.query) + "\n" + lines + "\n" + names + "\n" + request.payload_hash;
    const std::string to_sign =
        "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + crypto::to_hex(crypto::sha256(canonical));

    // A key for this day, region and service, made of the secret in steps.
    auto key = crypto::hmac_sha256(bytes_of("AWS4" + credentials.secret_key), bytes_of(time.substr(0, 8)));
    for (const std::string_view part : {std::string_view{credentials.region}, std::string_view{"s3"},
                                        std::string_view{"aws4_request"}, std::string_view{to_sign}})
        key = crypto::hmac_sha256(key, bytes_of(part));
    request.headers["authorization"] = "AWS4-HMAC-SHA256 Credential=" + credentials.access_key + "/" + scope +
                                       ",SignedHeaders=" + names + ",Signature=" + crypto::to_hex(key);
}

}  // namespace stratum::store
