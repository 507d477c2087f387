#include "stratum/signatures/digest.hpp"

#include "stratum/base/text.hpp"

#include <gtest/gtest.h>

namespace stratum::signatures {
namespace {

std::string hash_of(std::string_view name, std::string_view text) {
    auto digest = Digest::of(name).value();
    for (const char& letter : text) digest.update({reinterpret_cast<const std::uint8_t*>(&letter), 1});
    return to_hex(digest.finish());
}

TEST(Digest, GivesWhatTheStandardsDo) {
    EXPECT_EQ(hash_of("sha256", "abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hash_of("sha1", "abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
    EXPECT_EQ(hash_of("sha1", ""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
}

TEST(Digest, KnowsTwoNames) {
    for (const auto* name : {"", "md5", "SHA1", "sha512", "sha-256"}) EXPECT_FALSE(Digest::of(name)) << name;
}

}  // namespace
}  // namespace stratum::signatures
