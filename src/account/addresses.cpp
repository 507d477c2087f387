#include "stratum/account/addresses.hpp"

#include "stratum/base/text.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <initializer_list>
#include <netinet/in.h>
#include <span>
#include <utility>

namespace stratum::account {
namespace {

using V4 = std::array<std::uint8_t, 4>;

constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

/// Whether the first `bits` of the address are those of `network`.
bool within(std::span<const std::uint8_t> address, std::initializer_list<std::uint8_t> network, int bits) {
    std::size_t i = 0;
    for (; bits >= 8; ++i, bits -= 8)
        if (address[i] != (i < network.size() ? network.begin()[i] : 0)) return false;
    if (bits == 0) return true;
    const auto mask = static_cast<std::uint8_t>(0xff << (8 - bits));
    return (address[i] & mask) == ((i < network.size() ? network.begin()[i] : 0) & mask);
}

AddressKind classify_v4(const V4& a) {
    const auto in = [&](std::initializer_list<std::uint8_t> network, int bits) { return within(a, network, bits); };
    if (in({0}, 8)) return AddressKind::unspecified;
    if (in({10}, 8) || in({172, 16}, 12) || in({192, 168}, 16)) return AddressKind::private_;
    if (in({127}, 8)) return AddressKind::loopback;
    if (in({169, 254}, 16)) return AddressKind::link_local;
    if (in({100, 64}, 10)) return AddressKind::shared;
    if (in({192, 0, 2}, 24) || in({198, 51, 100}, 24) || in({203, 0, 113}, 24)) return AddressKind::documentation;
    if (in({198, 18}, 15)) return AddressKind::benchmarking;
    if (in({224}, 4)) return AddressKind::multicast;
    // 192.88.99/24 was the way to 6to4 relays [RFC 7526].
    if (in({240}, 4) || in({192, 0, 0}, 24) || in({192, 88, 99}, 24)) return AddressKind::reserved;
    return AddressKind::public_;
}

V4 v4_at(const IpAddress& address, std::size_t offset) {
    V4 out{};
    std::copy_n(address.bytes.begin() + static_cast<std::ptrdiff_t>(offset), 4, out.begin());
    return out;
}

/// An IPv4 address that a translator or a tunnel would take out of `a`, if there is one.
std::optional<V4> embedded_v4(const IpAddress& address) {
    const auto& a = address.bytes;
    if (within(a, {0, 0x64, 0xff, 0x9b}, 96)) return v4_at(address, 12);
    if (within(a, {0x20, 0x02}, 16)) return v4_at(address, 2);
    if (within(a, {0x20, 0x01, 0, 0}, 32)) {  // Teredo keeps the client's address with all bits turned
        V4 out = v4_at(address, 12);
        for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(~byte);
        return out;
    }
    const bool isatap = (a[8] & 0xfd) == 0 && a[9] == 0 && a[10] == 0x5e && a[11] == 0xfe;
    if (isatap) return v4_at(address, 12);
    return std::nullopt;
}

AddressKind classify_v6(const IpAddress& address) {
    const auto in = [&](std::initializer_list<std::uint8_t> network, int bits) {
        return within(address.bytes, network, bits);
    };
    if (in({0}, 128)) return AddressKind::unspecified;
    if (in({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128)) return AddressKind::loopback;
    if (in({0xff}, 8)) return AddressKind::multicast;
    if (in({0xfe, 0x80}, 10) || in({0xfe, 0xc0}, 10)) return AddressKind::link_local;
    if (in({0xfc}, 7)) return AddressKind::unique_local;
    if (in({0x20, 0x01, 0x0d, 0xb8}, 32) || in({0x3f, 0xff}, 20)) return AddressKind::documentation;
    if (in({0x20, 0x01, 0, 2, 0, 0}, 48)) return AddressKind::benchmarking;
    if (in({0, 0x64, 0xff, 0x9b}, 96)) return AddressKind::public_;  // what it carries is judged beside this
    // Global unicast is 2000::/3; of it 2001::/23 is for protocols (ORCHID, AMT and so on), Teredo excepted.
    if (!in({0x20}, 3)) return AddressKind::reserved;
    if (in({0x20, 0x01}, 23) && !in({0x20, 0x01, 0, 0}, 32)) return AddressKind::reserved;
    return AddressKind::public_;
}

constexpr std::array<std::pair<AddressKind, std::string_view>, 11> kNames{{
    {AddressKind::public_, "public"},
    {AddressKind::unspecified, "unspecified"},
    {AddressKind::loopback, "loopback"},
    {AddressKind::private_, "private"},
    {AddressKind::link_local, "link_local"},
    {AddressKind::shared, "shared"},
    {AddressKind::unique_local, "unique_local"},
    {AddressKind::multicast, "multicast"},
    {AddressKind::documentation, "documentation"},
    {AddressKind::benchmarking, "benchmarking"},
    {AddressKind::reserved, "reserved"},
}};

}  // namespace

bool IpAddress::is_v4() const { return std::equal(kMapped.begin(), kMapped.end(), bytes.begin()); }

std::optional<IpAddress> parse_address(std::string_view text) {
    if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
    if (text.empty() || text.size() > 45 || text.find('\0') != std::string_view::npos) return std::nullopt;
    const std::string copy{text};
    IpAddress out;
    if (text.find(':') != std::string_view::npos)
        return inet_pton(AF_INET6, copy.c_str(), out.bytes.data()) == 1 ? std::optional{out} : std::nullopt;
    // The C library knows no octal here, but lets leading zeros pass.
    for (std::size_t i = 0; i + 1 < text.size(); ++i)
        if (text[i] == '0' && (i == 0 || text[i - 1] == '.') && text[i + 1] != '.') return std::nullopt;
    std::ranges::copy(kMapped, out.bytes.begin());
    return inet_pton(AF_INET, copy.c_str(), out.bytes.data() + 12) == 1 ? std::optional{out} : std::nullopt;
}

std::string to_text(const IpAddress& address) {
    std::array<char, INET6_ADDRSTRLEN> out{};
    if (address.is_v4())
        inet_ntop(AF_INET, address.bytes.data() + 12, out.data(), out.size());
    else
        inet_ntop(AF_INET6, address.bytes.data(), out.data(), out.size());
    return out.data();
}

bool Network::contains(const IpAddress& address) const {
    for (int bit = 0; bit < bits; bit += 8) {
        const auto i = static_cast<std::size_t>(bit / 8);
        const auto mask = static_cast<std::uint8_t>(bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit)));
        if ((base.bytes[i] & mask) != (address.bytes[i] & mask)) return false;
    }
    return true;
}

std::optional<Network> parse_network(std::string_view text) {
    const auto slash = text.find('/');
    const auto base = parse_address(text.substr(0, slash));
    if (!base) return std::nullopt;
    if (slash == text.npos) return Network{.base = *base};
    const auto bits = parse_integer(text.substr(slash + 1));
    const bool v4 = base->is_v4() && text.find(':') == text.npos;
    if (!bits || *bits < 0 || *bits > (v4 ? 32 : 128)) return std::nullopt;
    return Network{.base = *base, .bits = static_cast<int>(*bits) + (v4 ? 96 : 0)};
}

std::string_view name_of(AddressKind kind) {
    for (const auto& [value, name] : kNames)
        if (value == kind) return name;
    return {};
}

AddressKind classify(const IpAddress& address) {
    if (address.is_v4()) return classify_v4(v4_at(address, 12));
    const AddressKind own = classify_v6(address);
    // IPv4-compatible addresses are long gone, but what they carry says more than "reserved".
    const bool compatible = own == AddressKind::reserved && within(address.bytes, {0}, 96);
    const auto inner = compatible ? std::optional{v4_at(address, 12)} : embedded_v4(address);
    if (inner && (own == AddressKind::public_ || compatible)) {
        const AddressKind kind = classify_v4(*inner);
        if (kind != AddressKind::public_) return kind;
    }
    return own;
}

}  // namespace stratum::account
