#include "stratum/account/addresses.hpp"

#include <gtest/gtest.h>
#include <utility>
#include <vector>

namespace stratum::account {
namespace {

AddressKind kind_of(const char* text) {
    const auto address = parse_address(text);
    EXPECT_TRUE(address) << text;
    return address ? classify(*address) : AddressKind::public_;
}

TEST(Classify, KnowsEverySpecialRangeByItsFirstAndLastAddress) {
    const std::vector<std::pair<const char*, AddressKind>> cases{
        {"0.0.0.0", AddressKind::unspecified},
        {"0.255.255.255", AddressKind::unspecified},
        {"1.0.0.0", AddressKind::public_},
        {"9.255.255.255", AddressKind::public_},
        {"10.0.0.0", AddressKind::private_},
        {"10.255.255.255", AddressKind::private_},
        {"11.0.0.0", AddressKind::public_},
        {"100.63.255.255", AddressKind::public_},
        {"100.64.0.0", AddressKind::shared},
        {"100.127.255.255", AddressKind::shared},
        {"100.128.0.0", AddressKind::public_},
        {"127.0.0.1", AddressKind::loopback},
        {"127.255.255.255", AddressKind::loopback},
        {"128.0.0.0", AddressKind::public_},
        {"169.254.169.254", AddressKind::link_local},
        {"169.253.255.255", AddressKind::public_},
        {"172.15.255.255", AddressKind::public_},
        {"172.16.0.0", AddressKind::private_},
        {"172.31.255.255", AddressKind::private_},
        {"172.32.0.0", AddressKind::public_},
        {"192.0.0.170", AddressKind::reserved},
        {"192.0.2.1", AddressKind::documentation},
        {"192.88.99.1", AddressKind::reserved},
        {"192.168.0.0", AddressKind::private_},
        {"192.169.0.0", AddressKind::public_},
        {"198.17.255.255", AddressKind::public_},
        {"198.18.0.0", AddressKind::benchmarking},
        {"198.19.255.255", AddressKind::benchmarking},
        {"198.51.100.7", AddressKind::documentation},
        {"203.0.113.7", AddressKind::documentation},
        {"223.255.255.255", AddressKind::public_},
        {"224.0.0.1", AddressKind::multicast},
        {"239.255.255.255", AddressKind::multicast},
        {"240.0.0.0", AddressKind::reserved},
        {"255.255.255.255", AddressKind::reserved},
        {"8.8.8.8", AddressKind::public_},
        {"::", AddressKind::unspecified},
        {"::1", AddressKind::loopback},
        {"fe80::1", AddressKind::link_local},
        {"febf:ffff::1", AddressKind::link_local},
        {"fec0::1", AddressKind::link_local},
        {"fc00::1", AddressKind::unique_local},
        {"fdff::1", AddressKind::unique_local},
        {"ff02::1", AddressKind::multicast},
        {"2001:db8::1", AddressKind::documentation},
        {"3fff:fff::1", AddressKind::documentation},
        {"2001:2::1", AddressKind::benchmarking},
        {"2001:20::1", AddressKind::reserved},
        {"100::1", AddressKind::reserved},
        {"5f00::1", AddressKind::reserved},
        {"4000::1", AddressKind::reserved},
        {"2606:4700:4700::1111", AddressKind::public_},
        {"2a00:1450::1", AddressKind::public_},
    };
    for (const auto& [text, kind] : cases) EXPECT_EQ(name_of(kind_of(text)), name_of(kind)) << text;
}

TEST(Classify, LooksIntoAddressesThatCarryOthers) {
    const std::vector<std::pair<const char*, AddressKind>> cases{
        {"::ffff:127.0.0.1", AddressKind::loopback},
        {"::ffff:8.8.8.8", AddressKind::public_},
        {"::127.0.0.1", AddressKind::loopback},  // IPv4-compatible
        {"::10.0.0.1", AddressKind::private_},
        {"::8.8.8.8", AddressKind::reserved},
        {"64:ff9b::10.0.0.1", AddressKind::private_},  // NAT64
        {"64:ff9b::169.254.169.254", AddressKind::link_local},
        {"64:ff9b::8.8.8.8", AddressKind::public_},
        {"64:ff9b:1::8.8.8.8", AddressKind::reserved},  // NAT64 for local use
        {"2002:7f00:1::1", AddressKind::loopback},      // 6to4
        {"2002:a00:1::1", AddressKind::private_},
        {"2002:808:808::1", AddressKind::public_},
        {"2001:0:4136:e378:8000:63bf:f5ff:fffe", AddressKind::private_},  // Teredo, client 10.0.0.1
        {"2001:0:4136:e378:8000:63bf:f7f7:f7f7", AddressKind::public_},   // client 8.8.8.8
        {"2a00:1450::5efe:192.168.1.1", AddressKind::private_},           // ISATAP
        {"2a00:1450::200:5efe:192.168.1.1", AddressKind::private_},
    };
    for (const auto& [text, kind] : cases) EXPECT_EQ(name_of(kind_of(text)), name_of(kind)) << text;
}

TEST(ParseAddress, TakesOneSpellingOfIpv4) {
    for (const char* bad :
         {"", "127.1", "0x7f.0.0.1", "0177.0.0.1", "127.0.0.01", "2130706433", "1.2.3.4.5", "1.2.3.256", "1.2.3.4 ",
          "example.org", "fe80::1%eth0", ":::", "[::1", "1.2.3", "::1]", "12345::"})
        EXPECT_FALSE(parse_address(bad)) << bad;
    EXPECT_FALSE(parse_address(std::string_view{"1.2.3.4\0", 8}));
    EXPECT_EQ(parse_address("[::1]"), parse_address("::1"));
    EXPECT_EQ(parse_address("::ffff:1.2.3.4"), parse_address("1.2.3.4"));
    for (const char* same : {"192.0.2.1", "2001:db8::1", "::", "10.0.0.0"})
        EXPECT_EQ(to_text(*parse_address(same)), same);
}

TEST(Networks, HoldTheAddressesThatBeginAlike) {
    const auto holds = [](const char* network, const char* address) {
        return parse_network(network).value().contains(parse_address(address).value());
    };
    EXPECT_TRUE(holds("10.0.0.0/8", "10.255.3.4"));
    EXPECT_TRUE(holds("10.0.0.0/8", "::ffff:10.1.2.3"));
    EXPECT_FALSE(holds("10.0.0.0/8", "11.0.0.0"));
    EXPECT_TRUE(holds("172.16.0.0/12", "172.31.255.255"));
    EXPECT_FALSE(holds("172.16.0.0/12", "172.32.0.0"));
    EXPECT_TRUE(holds("fd00::/8", "fd12::1"));
    EXPECT_FALSE(holds("fd00::/8", "fc00::1"));
    EXPECT_TRUE(holds("127.0.0.1", "127.0.0.1"));
    EXPECT_FALSE(holds("127.0.0.1", "127.0.0.2"));
    EXPECT_TRUE(holds("0.0.0.0/0", "8.8.8.8"));
    EXPECT_FALSE(holds("0.0.0.0/0", "::1"));
    for (const char* bad :
         {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "10/8", "x/8", "10.0.0.0/8/8"})
        EXPECT_FALSE(parse_network(bad)) << bad;
}

}  // namespace
}  // namespace stratum::account
