#include "stratum/crypto/base64.hpp"

#include <gtest/gtest.h>
#include <string>

namespace stratum::crypto {
namespace {

std::string decoded(std::string_view text, Base64 form = Base64::standard) {
    const auto bytes = decode_base64(text, form);
    return bytes ? std::string(bytes->begin(), bytes->end()) : "refused";
}

TEST(DecodeBase64, ReadsTheExamplesOfRfc4648) {
    EXPECT_EQ(decoded(""), "");
    EXPECT_EQ(decoded("Zg=="), "f");
    EXPECT_EQ(decoded("Zm8="), "fo");
    EXPECT_EQ(decoded("Zm9v"), "foo");
    EXPECT_EQ(decoded("Zm9vYg=="), "foob");
    EXPECT_EQ(decoded("Zm9vYmFy"), "foobar");
    EXPECT_EQ(decoded("Zm9vYg", Base64::url), "foob");
    EXPECT_EQ(decoded("_-8", Base64::url), "\xff\xef");
    EXPECT_EQ(decoded("/+8="), "\xff\xef");
}

TEST(DecodeBase64, RefusesEveryOtherSpelling) {
    for (const char* text : {"Zg", "Zg=", "Zg===", "Z===", "====", "=", "Zh==", "Zm9=", "Zm9v\n", " Zm9v",
                             "Zm9v====", "Zm=v", "_-8=", "Zm9vY"})
        EXPECT_EQ(decoded(text), "refused") << text;
    for (const char* text : {"Zg==", "Zh", "Z", "/+8", "Zm9", "Zm9v Yg"})
        EXPECT_EQ(decoded(text, Base64::url), "refused") << text;
}

}  // namespace
}  // namespace stratum::crypto
