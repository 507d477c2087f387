#pragma once

#include "stratum/base/clock.hpp"

#include <map>
#include <string>
#include <string_view>

namespace stratum::store {

struct S3Credentials {
    std::string access_key;
    std::string secret_key;
    std::string session_token;  ///< Empty unless the keys are temporary.
    std::string region = "us-east-1";
};

/// A request to S3 as far as its signature covers it. Header names are in lower case; "host" is among them.
struct S3Request {
    std::string_view method;
    std::string path;                          ///< "/bucket/key", not escaped.
    std::map<std::string, std::string> query;  ///< Not escaped.
    std::map<std::string, std::string> headers;
    std::string payload_hash;  ///< SHA-256 in hex of the body.
};

/// Adds what proves who asks, AWS Signature Version 4 ("Authenticating Requests" in Amazon's S3 API reference): the
/// headers x-amz-date, x-amz-content-sha256, perhaps x-amz-security-token, and authorization.
void sign_s3(S3Request& request, const S3Credentials& credentials, Timestamp now);

/// Percent-escapes all but letters, digits and "-._~"; `keep_slashes` also "/".
[[nodiscard]] std::string s3_escape(std::string_view text, bool keep_slashes);
/// "a=b&c=d", escaped.
[[nodiscard]] std::string s3_query(const std::map<std::string, std::string>& query);

}  // namespace stratum::store
