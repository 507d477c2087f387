#include "stratum/net/url.hpp"

#include "stratum/base/text.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <curl/curl.h>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace stratum::net {
namespace {

struct CloseUrl {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Handle = std::unique_ptr<CURLU, CloseUrl>;

std::string part_of(CURLU* url, CURLUPart part, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
    std::string out{text};
    curl_free(text);
    return out;
}

Result<Url> parse(std::initializer_list<const std::string*> parts) {
    const auto refused = [](const std::string& why) {
        return error(ErrorCode::invalid_argument, "this is no address on the web: " + why,
                     "give one that looks like https://example.org/path");
    };
    const Handle url{curl_url()};
    for (const std::string* part : parts) {
        if (part->find('\0') != std::string::npos) return refused("it has a zero in it");
        const auto code = curl_url_set(url.get(), CURLUPART_URL, part->c_str(), 0);
        if (code == CURLUE_BAD_SCHEME || code == CURLUE_UNSUPPORTED_SCHEME)
            return refused("it does not begin with http:// or https://");
        if (code != CURLUE_OK) return refused(curl_url_strerror(code));
    }
    Url out{.text = part_of(url.get(), CURLUPART_URL),
            .scheme = part_of(url.get(), CURLUPART_SCHEME),
            .host = part_of(url.get(), CURLUPART_HOST)};
    if (out.scheme != "http" && out.scheme != "https") return refused("it is neither http nor https");
    const auto port = parse_integer(part_of(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT));
    if (out.host.empty() || out.text.empty() || !port || *port < 1 || *port > 65'535) return refused("it has no host");
    out.port = static_cast<std::uint16_t>(*port);
    out.has_login = !part_of(url.get(), CURLUPART_USER).empty() || !part_of(url.get(), CURLUPART_PASSWORD).empty();
    return out;
}

}  // namespace

Result<Url> parse_url(const std::string& text) { return parse({&text}); }

Result<Url> resolve_reference(const std::string& base, const std::string& reference) {
    return parse({&base, &reference});
}

Result<std::vector<std::string>> look_up(const std::string& host) {
    addrinfo wanted{};
    wanted.ai_family = AF_UNSPEC;
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int code = getaddrinfo(host.c_str(), nullptr, &wanted, &found);
    if (code != 0)
        return error(ErrorCode::not_found, valid_utf8(host) + " has no address: " + gai_strerror(code),
                     "see that the name is right, and that this computer can look names up");
    std::vector<std::string> out;
    for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
        std::array<char, INET6_ADDRSTRLEN> text{};
        const void* place = nullptr;
        if (one->ai_family == AF_INET) place = &reinterpret_cast<const sockaddr_in*>(one->ai_addr)->sin_addr;
        if (one->ai_family == AF_INET6) place = &reinterpret_cast<const sockaddr_in6*>(one->ai_addr)->sin6_addr;
        if (place == nullptr || inet_ntop(one->ai_family, place, text.data(), text.size()) == nullptr) continue;
        if (std::ranges::find(out, text.data()) == out.end()) out.emplace_back(text.data());
    }
    freeaddrinfo(found);
    return out;
}

}  // namespace stratum::net
