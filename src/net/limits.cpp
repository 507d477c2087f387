#include "limits.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace stratum::net {

bool BodyRoom::take(std::size_t bytes) {
    std::size_t held = held_;
    do {
        if (bytes > most_ || held > most_ - bytes) return false;
    } while (!held_.compare_exchange_weak(held, held + bytes));
    return true;
}

bool HeldRoom::grow(std::size_t size, std::size_t most) {
    constexpr std::size_t kFirst = std::size_t{16} << 10U;
    if (size <= bytes_) return true;
    const std::size_t wanted = std::max(size, std::min(most, std::max(kFirst, 2 * bytes_)));
    if (!room_.take(wanted - bytes_)) return false;
    bytes_ = wanted;
    return true;
}

std::string neighbourhood(std::string_view address) {
    boost::system::error_code code;
    const auto parsed = boost::asio::ip::make_address(address, code);
    if (code || !parsed.is_v6()) return std::string{address};
    if (parsed.to_v6().is_v4_mapped())
        return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, parsed.to_v6()).to_string();
    const auto bytes = parsed.to_v6().to_bytes();
    return {bytes.begin(), bytes.begin() + 8};
}

std::optional<Callers::Place> Callers::enter(const std::string& who) {
    const std::scoped_lock lock{mutex_};
    std::size_t& open = open_[who];
    if (open >= most_) return std::nullopt;
    ++open;
    return Place{*this, who};
}

void Callers::leave(const std::string& who) {
    const std::scoped_lock lock{mutex_};
    const auto found = open_.find(who);
    if (found != open_.end() && --found->second == 0) open_.erase(found);
}

}  // namespace stratum::net
