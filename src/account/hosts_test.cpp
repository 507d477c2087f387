#include "stratum/account/hosts.hpp"

#include <gtest/gtest.h>

namespace stratum::account {
namespace {

TEST(Hosts, AreInsideOnlyWhereTheInternetHasNoSuchName) {
    for (const char* inside : {"nas", "NAS.local", "hooks.home.arpa", "10.0.0.7", "[::1]", "127.0.0.1", "169.254.1.1",
                               "x.internal", "router.lan"})
        EXPECT_TRUE(names_inside(inside)) << inside;
    for (const char* outside : {"example.org", "local.example.org", "8.8.8.8", "notlocal.com", "*.example.org"})
        EXPECT_FALSE(names_inside(outside)) << outside;
    EXPECT_EQ(host_of("https://id.example.org:8443/realm"), "id.example.org");
    EXPECT_EQ(host_of("http://[::1]:8080"), "[::1]");
}

}  // namespace
}  // namespace stratum::account
