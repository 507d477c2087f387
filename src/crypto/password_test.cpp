#include "stratum/crypto/password.hpp"

#include <gtest/gtest.h>

namespace stratum::crypto {
namespace {

constexpr PasswordCost kCheap{.passes = 1, .memory = 8192};

TEST(Password, IsRecognisedAndNoOtherIs) {
    const auto stored = hash_password("correct horse battery staple", kCheap);
    ASSERT_TRUE(stored);
    EXPECT_TRUE(stored->starts_with("$argon2id$v=19$m=8,t=1,p=1$")) << *stored;
    EXPECT_TRUE(verify_password(*stored, "correct horse battery staple"));
    EXPECT_FALSE(verify_password(*stored, "correct horse battery stapl"));
    EXPECT_FALSE(verify_password(*stored, ""));
}

TEST(Password, IsSaltedEachTime) {
    EXPECT_NE(hash_password("the same", kCheap).value(), hash_password("the same", kCheap).value());
}

TEST(Password, HashMadeByTheReferenceProgramIsUnderstood) {
    // From the test suite of the reference implementation of Argon2: 2 passes, 64 MiB, salt "somesalt", "password".
    const char* const made = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    EXPECT_TRUE(verify_password(made, "password"));
    EXPECT_FALSE(verify_password(made, "passwore"));
}

TEST(Password, StrangeHashesMatchNothing) {
    for (const std::string& stored : {std::string{}, std::string{"x"}, std::string(127, '$'), std::string(5000, 'a'),
                                      std::string{"$argon2id$v=19$m=8,t=1,p=1$AAAA$"}, std::string("a\0b", 3)}) {
        EXPECT_FALSE(verify_password(stored, "password"));
        EXPECT_TRUE(needs_rehash(stored));
    }
}

TEST(Password, OldCostAsksForANewHash) {
    const auto stored = hash_password("password", kCheap).value();
    EXPECT_FALSE(needs_rehash(stored, kCheap));
    EXPECT_TRUE(needs_rehash(stored, {.passes = 2, .memory = 8192}));
    EXPECT_TRUE(needs_rehash(stored));
    EXPECT_EQ(hash_password("password", {.passes = 0, .memory = 8192}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(hash_password("password", {.passes = 1, .memory = 1}).error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace stratum::crypto
