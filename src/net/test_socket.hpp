#pragma once

#include <arpa/inet.h>
#include <chrono>
#include <cstdint>
#include <netinet/in.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace stratum::net::testing_tools {

/// A client that sends whatever it likes.
class RawClient {
  public:
    explicit RawClient(std::uint16_t port, std::uint32_t from = INADDR_ANY)
        : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in own{};
        own.sin_family = AF_INET;
        own.sin_addr.s_addr = htonl(from);
        if (from != INADDR_ANY) (void)!bind(socket_, reinterpret_cast<const sockaddr*>(&own), sizeof(own));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
        const timeval patience{5, 0};
        setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    }
    ~RawClient() { close(); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    [[nodiscard]] bool connected() const { return connected_; }
    void close() {
        if (socket_ >= 0) ::close(socket_);
        socket_ = -1;
    }
    void send(std::string_view text) const { (void)!::send(socket_, text.data(), text.size(), MSG_NOSIGNAL); }
    /// Everything until the server ends the connection (or five seconds pass).
    [[nodiscard]] std::string read_all() const {
        std::string all;
        char place[4096];
        for (ssize_t size = 0; (size = recv(socket_, place, sizeof(place), 0)) > 0;)
            all.append(place, static_cast<std::size_t>(size));
        return all;
    }
    /// At least until `end` has come.
    [[nodiscard]] std::string read_until(std::string_view end) const {
        std::string all;
        char place[4096];
        while (all.find(end) == std::string::npos) {
            const ssize_t size = recv(socket_, place, sizeof(place), 0);
            if (size <= 0) break;
            all.append(place, static_cast<std::size_t>(size));
        }
        return all;
    }

  private:
    int socket_;
    bool connected_ = false;
};

}  // namespace stratum::net::testing_tools
