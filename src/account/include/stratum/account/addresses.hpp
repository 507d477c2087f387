#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stratum::account {

/// An IP address; IPv4 as its mapped form ::ffff:a.b.c.d [RFC 4291].
struct IpAddress {
    std::array<std::uint8_t, 16> bytes{};
    [[nodiscard]] bool is_v4() const;
    friend bool operator==(const IpAddress&, const IpAddress&) = default;
};

/// "192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1", "[2001:db8::1]"; IPv4 in four decimal numbers without leading zeros
/// only (no octal, no hex, no short forms, which are how people hide addresses). No zone. Nothing for anything else.
[[nodiscard]] std::optional<IpAddress> parse_address(std::string_view text);
/// The shortest form [RFC 5952].
[[nodiscard]] std::string to_text(const IpAddress& address);

/// All addresses that begin alike: "10.0.0.0/8", "fd00::/8", or one address.
struct Network {
    IpAddress base;
    int bits = 128;  ///< Of the 16 bytes, so that 10.0.0.0/8 has 104.
    [[nodiscard]] bool contains(const IpAddress& address) const;
};
/// Nothing for what is no address with a length that it can have.
[[nodiscard]] std::optional<Network> parse_network(std::string_view text);

/// Where an address leads, by the IANA registries of special-purpose addresses [RFC 6890 and its successors].
enum class AddressKind : std::uint8_t {
    public_,        ///< Anywhere on the internet.
    unspecified,    ///< 0.0.0.0/8, ::
    loopback,       ///< 127.0.0.0/8, ::1
    private_,       ///< 10/8, 172.16/12, 192.168/16
    link_local,     ///< 169.254/16 (cloud metadata lives there), fe80::/10, the old site-local fec0::/10
    shared,         ///< 100.64/10: behind a provider's NAT [RFC 6598]
    unique_local,   ///< fc00::/7
    multicast,      ///< 224/4, ff00::/8
    documentation,  ///< 192.0.2/24, 198.51.100/24, 203.0.113/24, 2001:db8::/32, 3fff::/20
    benchmarking,   ///< 198.18/15, 2001:2::/48
    reserved,       ///< 240/4, broadcast, 192.0.0/24, and what of IPv6 is not given out for global use
};
[[nodiscard]] std::string_view name_of(AddressKind kind);

/// What carries another address inside is judged by both: IPv4-mapped and -compatible, NAT64 (64:ff9b::/96, and
/// 64:ff9b:1::/48 which is for local use), 6to4 (2002::/16), Teredo (2001::/32), ISATAP. The answer is `public_` only
/// if all of them are.
[[nodiscard]] AddressKind classify(const IpAddress& address);

}  // namespace stratum::account
