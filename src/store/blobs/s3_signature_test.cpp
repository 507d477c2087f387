#include "s3_signature.hpp"

#include "stratum/crypto/sha256.hpp"

#include <gtest/gtest.h>

namespace stratum::store {
namespace {

// The example requests of Amazon's S3 API reference, "Signature Calculations for the Authorization Header".
const S3Credentials kExample{.access_key = "AKIAIOSFODNN7EXAMPLE",
                             .secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                             .session_token = {},
                             .region = "us-east-1"};
constexpr Timestamp kTime{1'369'353'600'000};  // 2013-05-24T00:00:00Z

S3Request request(std::string_view method, std::string path, const std::string& body = {}) {
    return {.method = method,
            .path = std::move(path),
            .query = {},
            .headers = {{"host", "examplebucket.s3.amazonaws.com"}},
            .payload_hash = crypto::to_hex(crypto::sha256(body))};
}
std::string signature_of(S3Request& request) {
    sign_s3(request, kExample, kTime);
    const std::string& header = request.headers.at("authorization");
    return header.substr(header.rfind('=') + 1);
}

TEST(S3Signature, OfARangeIsAmazons) {
    auto get = request("GET", "/test.txt");
    get.headers["range"] = "bytes=0-9";
    EXPECT_EQ(signature_of(get), "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    EXPECT_TRUE(get.headers.at("authorization")
                    .starts_with("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                                 "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature="));
}

TEST(S3Signature, OfABodyIsAmazons) {
    auto put = request("PUT", "/test$file.text", "Welcome to Amazon S3.");
    put.headers["date"] = "Fri, 24 May 2013 00:00:00 GMT";
    put.headers["x-amz-storage-class"] = "REDUCED_REDUNDANCY";
    EXPECT_EQ(signature_of(put), "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
}

TEST(S3Signature, OfAQueryIsAmazons) {
    auto list = request("GET", "/");
    list.query = {{"max-keys", "2"}, {"prefix", "J"}};
    EXPECT_EQ(signature_of(list), "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

TEST(S3Signature, CoversTheTokenOfTemporaryKeys) {
    auto get = request("GET", "/x");
    S3Credentials temporary = kExample;
    temporary.session_token = "token";
    sign_s3(get, temporary, kTime);
    EXPECT_EQ(get.headers.at("x-amz-security-token"), "token");
    EXPECT_NE(get.headers.at("authorization").find(";x-amz-security-token,"), std::string::npos);
}

TEST(S3Signature, EscapesAllButWhatIsPlain) {
    EXPECT_EQ(s3_escape("a b/\xc3\xa4~$", true), "a%20b/%C3%A4~%24");
    EXPECT_EQ(s3_escape("a/b", false), "a%2Fb");
    EXPECT_EQ(s3_query({{"uploads", ""}, {"a", "1&2"}}), "a=1%262&uploads=");
}

}  // namespace
}  // namespace stratum::store
