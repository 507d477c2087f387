#include "stratum/net/json.hpp"
#include "stratum/net/server.hpp"

#include <arpa/inet.h>
#include <atomic>
#include <cstdlib>
#include <netinet/in.h>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

// Whatever comes over a connection, into the server that really serves: heads, bodies by length and in chunks, bodies
// in pieces, WebSockets, several requests after one another.
namespace {

using namespace stratum;
using namespace stratum::net;

class Counting final : public BodySink {
  public:
    Result<void> write(std::span<const char> piece) override {
        bytes_ += piece.size();
        return {};
    }
    Response finish(bool complete) override { return {.status = complete ? 201 : 400, .body = std::to_string(bytes_)}; }

  private:
    std::size_t bytes_ = 0;
};

class Echo final : public WebSocketHandler {
  public:
    void opened(std::shared_ptr<WebSocketPeer> peer) override { peer_ = std::move(peer); }
    void message(std::string_view text) override { peer_->send(std::make_shared<const std::string>(text)); }
    void closed() override { peer_.reset(); }

  private:
    std::shared_ptr<WebSocketPeer> peer_;
};

class Everything final : public Application {
  public:
    Plan plan(Request& head) override {
        Plan plan{.place = head.path.size() % 2 == 0 ? Place::loop : Place::pool, .body_limit = 1000};
        if (head.path.starts_with("/p")) plan.receive = [](Request&) { return std::make_unique<Counting>(); };
        if (head.path.starts_with("/w")) plan.upgrade = [](Request&) { return std::make_unique<Echo>(); };
        plan.handle = [](Request& request) {
            const auto json = parse_json(request.body);
            std::string said = json ? std::string{json->kind()} : "no JSON";
            if (const auto* name = request.query.find("name")) said += *name;
            return Response{.headers = {{"X-Said", request.headers.joined("Cookie")}}, .body = std::move(said)};
        };
        return plan;
    }
    Response refuse(int status, std::string_view what) override {
        return {.status = status, .headers = {}, .body = std::string{what}};
    }
    void answered(const Request&, int, std::int64_t, double) override {}
};

Server& server() {
    static Everything everything;
    static const auto server = [] {
        ServerOptions options;
        options.port = 0;
        options.head_patience = options.body_patience = options.idle_patience = Seconds{2.0};
        auto started = Server::start(options, everything, Logger{});
        if (!started) std::abort();
        return std::move(*started);
    }();
    return *server;
}

sockaddr_in loopback(std::uint32_t address, std::uint16_t port) {
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_port = htons(port);
    place.sin_addr.s_addr = htonl(address);
    return place;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // Each from an address of its own, so that ports that rest do not run out.
    static std::uint32_t from = 0x7f010001;
    const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto ours = loopback(from = from >= 0x7ffffff0 ? 0x7f010001 : from + 1, 0);
    const auto theirs = loopback(INADDR_LOOPBACK, server().port());
    if (bind(client, reinterpret_cast<const sockaddr*>(&ours), sizeof ours) != 0 ||
        connect(client, reinterpret_cast<const sockaddr*>(&theirs), sizeof theirs) != 0)
        std::abort();
    const timeval patience{5, 0};
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    for (std::size_t sent = 0; sent < size;) {
        const ssize_t count = send(client, data + sent, size - sent, MSG_NOSIGNAL);
        if (count <= 0) break;  // refused already
        sent += static_cast<std::size_t>(count);
    }
    shutdown(client, SHUT_WR);
    char answer[4096];
    while (recv(client, answer, sizeof answer, 0) > 0) {
    }
    close(client);
    return 0;
}
