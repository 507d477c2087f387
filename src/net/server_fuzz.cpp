#include "stratum/net/json.hpp"
#include "stratum/net/router.hpp"
#include "stratum/net/server.hpp"

#include <arpa/inet.h>
#include <atomic>
#include <cstdlib>
#include <netinet/in.h>
#include <poll.h>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

// Whatever comes over a connection, into the server that really serves: heads, bodies by length and in chunks, bodies
// in pieces, WebSockets, several requests after one another. Seeds and words lie in fuzz/.
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
    Everything() {
        for (const Method method : {Method::get, Method::post, Method::patch, Method::delete_})
            router_.add(method, "/tracks/{id}", kTracks);
        router_.add(Method::put, "/pieces", kPieces);
        router_.add(Method::get, "/web", kSocket);
        router_.add(Method::get, "/{path*}", kRest);
        router_.add(Method::post, "/{path*}", kRest);
    }
    Plan plan(Request& head) override {
        Plan plan{.place = head.path.size() % 2 == 0 ? Place::loop : Place::pool, .body_limit = 1000};
        auto match = router_.find(head.method, head.path);
        if (match.kind != Router::Match::Kind::found) {
            plan.handle = [](Request&) { return Response{.status = 404}; };
            return plan;
        }
        head.captured = std::move(match.captured);
        if (match.index == kPieces) plan.receive = [](Request&) { return std::make_unique<Counting>(); };
        if (match.index == kSocket) plan.upgrade = [](Request&) { return std::make_unique<Echo>(); };
        plan.handle = [](Request& request) {
            const auto json = parse_json(request.body);
            std::string said = json ? std::string{json->kind()} : "no JSON";
            if (const auto* name = request.query.find("name")) said += *name;
            said += request.capture("id");
            return Response{.headers = {{"X-Said", request.headers.joined("Cookie")}}, .body = std::move(said)};
        };
        return plan;
    }
    Response refuse(Request&, int status, std::string_view what) override {
        return {.status = status, .headers = {}, .body = std::string{what}};
    }
    void answered(const Request&, int, std::int64_t, double) override {}

  private:
    enum Route : std::size_t { kTracks, kPieces, kSocket, kRest };
    Router router_;
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

void send_all(int client, std::string_view text) {
    while (!text.empty()) {
        const ssize_t count = send(client, text.data(), text.size(), MSG_NOSIGNAL);
        if (count <= 0) return;  // refused already
        text.remove_prefix(static_cast<std::size_t>(count));
    }
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
    const std::string_view all{reinterpret_cast<const char*>(data), size};
    const auto head = all.find("\r\n\r\n");
    const bool upgrade = head != all.npos && all.substr(0, head).find("websocket") != all.npos;
    send_all(client, all.substr(0, upgrade ? head + 4 : size));
    if (upgrade) {
        // What comes before the answer is no frame yet.
        pollfd answered{.fd = client, .events = POLLIN, .revents = 0};
        poll(&answered, 1, 20);
        send_all(client, all.substr(head + 4));
    }
    shutdown(client, SHUT_WR);
    char answer[4096];
    while (recv(client, answer, sizeof answer, 0) > 0) {
    }
    close(client);
    return 0;
}
