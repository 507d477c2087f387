#include "limits.hpp"

#include "stratum/net/server.hpp"
#include "test_socket.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <memory>
#include <thread>
#include <vector>

namespace stratum::net {
namespace {

using testing_tools::RawClient;

std::string post(const std::string& fields, std::string_view body = {}) {
    return "POST /x HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n" + std::string{body};
}
std::string of_length(std::size_t length, std::string_view body = {}) {
    return post("Content-Length: " + std::to_string(length) + "\r\n", body);
}

/// A disk without room.
class Full final : public BodySink {
  public:
    Result<void> write(std::span<const char>) override { return error(ErrorCode::no_space, "no room"); }
    Response finish(bool) override { return {.status = 507, .body = std::string{"no room"}}; }
};

/// Says how large a body was; admits nobody who says "X-Stranger".
class Counter final : public Application {
  public:
    Plan plan(Request& head) override {
        if (head.path == "/full") return {.receive = [](Request&) { return std::make_unique<Full>(); }};
        return {.body_limit = std::size_t{4} << 20U,
                .handle =
                    [](Request& request) {
                        if (request.path == "/slow") std::this_thread::sleep_for(std::chrono::milliseconds{500});
                        return Response{.body = std::to_string(request.body.size())};
                    },
                .admit = [this](Request& request) -> std::optional<Response> {
                    ++asked;
                    if (request.headers.find("X-Stranger") == nullptr) return {};
                    return Response{.status = 401, .body = std::string{"who are you?"}};
                }};
    }
    Response refuse(Request&, int status, std::string_view what) override {
        return {.status = status, .body = std::string{what}};
    }
    void answered(const Request&, int, std::int64_t, double) override {}

    std::atomic<int> asked{0};
};

class Limits : public testing::Test {
  protected:
    void start(ServerOptions options) {
        auto server = Server::start(std::move(options), application_, {});
        ASSERT_TRUE(server) << server.error().text();
        server_ = std::move(*server);
    }
    template <class Look>
    static bool soon(Look look) {
        for (int i = 0; i < 500; ++i) {
            if (look()) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        }
        return false;
    }
    [[nodiscard]] std::string status_of(const RawClient& raw) const {
        raw.send("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
        return raw.read_until("\r\n\r\n").substr(0, 12);
    }

    Counter application_;
    std::unique_ptr<Server> server_;
};

TEST_F(Limits, BodiesOfAllConnectionsHaveOneRoom) {
    start({.bodies_limit = 100'000});
    auto first = std::make_unique<RawClient>(server_->port());
    first->send(of_length(60'000, std::string(59'000, 'a')));
    ASSERT_TRUE(soon([&] { return server_->figures().body_bytes >= 59'000; }));
    // Refused by the head alone: nothing of the body was sent.
    const RawClient second{server_->port()};
    second.send(of_length(60'000));
    EXPECT_TRUE(second.read_all().starts_with("HTTP/1.1 503"));
    const RawClient third{server_->port()};
    third.send(post("Transfer-Encoding: chunked\r\n", "ea60\r\n" + std::string(60'000, 'a') + "\r\n0\r\n\r\n"));
    EXPECT_TRUE(third.read_all().starts_with("HTTP/1.1 503"));
    EXPECT_EQ(status_of(RawClient{server_->port()}), "HTTP/1.1 200");
    first.reset();
    ASSERT_TRUE(soon([&] { return server_->figures().body_bytes == 0; }));
    const RawClient fourth{server_->port()};
    fourth.send(of_length(60'000, std::string(60'000, 'a')));
    EXPECT_NE(fourth.read_until("\r\n\r\n60000").find("60000"), std::string::npos);
    EXPECT_TRUE(soon([&] { return server_->figures().body_bytes == 0; }));
}

TEST_F(Limits, AWholeBodyThatTricklesIsGivenUp) {
    start({.body_patience = Seconds{0.4}, .body_rate = 100'000.0});
    const RawClient raw{server_->port()};
    raw.send(of_length(1000));
    const std::jthread trickle{[&](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            raw.send("a");
            std::this_thread::sleep_for(std::chrono::milliseconds{50});
        }
    }};
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(raw.read_all(), "");
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{3});
}

TEST_F(Limits, LargeBodiesAreAskedAboutBeforeTheyAreRead) {
    start({});
    const std::string chunk = "10000\r\n" + std::string(65'536, 'a') + "\r\n";
    for (const auto& text : {post("X-Stranger: yes\r\nContent-Length: 100000\r\n"),
                             post("X-Stranger: yes\r\nTransfer-Encoding: chunked\r\n", chunk + chunk)}) {
        const RawClient raw{server_->port()};
        raw.send(text);
        EXPECT_TRUE(raw.read_until("who are you?").starts_with("HTTP/1.1 401"));
    }
    EXPECT_EQ(application_.asked, 2);
    const RawClient small{server_->port()};
    small.send(post("X-Stranger: yes\r\nContent-Length: 2\r\n", "ab"));
    EXPECT_TRUE(small.read_until("\r\n\r\n2").starts_with("HTTP/1.1 200"));
    const RawClient known{server_->port()};
    known.send(post("Transfer-Encoding: chunked\r\n", chunk + chunk + chunk + "0\r\n\r\n"));
    EXPECT_TRUE(known.read_until("\r\n\r\n196608").starts_with("HTTP/1.1 200"));
    EXPECT_EQ(application_.asked, 3);
}

TEST_F(Limits, OneAddressHasSoManyConnections) {
    start({.trusted_proxies = {"127.0.0.9"}, .most_per_address = 3});
    std::vector<std::unique_ptr<RawClient>> open;
    for (int i = 0; i < 3; ++i) {
        open.push_back(std::make_unique<RawClient>(server_->port()));
        EXPECT_EQ(status_of(*open.back()), "HTTP/1.1 200");
    }
    EXPECT_EQ(status_of(RawClient{server_->port()}), "HTTP/1.1 429");
    EXPECT_EQ(server_->figures().turned_away, 1);
    EXPECT_EQ(status_of(RawClient{server_->port(), 0x7f000002}), "HTTP/1.1 200");
    for (int i = 0; i < 5; ++i) {
        open.push_back(std::make_unique<RawClient>(server_->port(), 0x7f000009));
        EXPECT_EQ(status_of(*open.back()), "HTTP/1.1 200") << i;
    }
    open.erase(open.begin());
    EXPECT_TRUE(soon([&] { return status_of(RawClient{server_->port()}) == "HTTP/1.1 200"; }));
}

TEST_F(Limits, WhoeverWaitedLongForAThreadIsTold) {
    start({.pool_threads = 1, .queue_patience = Seconds{0.1}});
    const RawClient slow{server_->port()};
    slow.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
    EXPECT_EQ(status_of(RawClient{server_->port()}), "HTTP/1.1 503");
    EXPECT_EQ(slow.read_until("\r\n\r\n").substr(0, 12), "HTTP/1.1 200");
    EXPECT_EQ(status_of(RawClient{server_->port()}), "HTTP/1.1 200");
}

TEST_F(Limits, WhoeverSendsAllBeforeListeningHearsTheAnswer) {
    start({});
    const RawClient raw{server_->port()};
    raw.send(of_length(std::size_t{12} << 20U, std::string(std::size_t{12} << 20U, 'a')));
    EXPECT_TRUE(raw.read_all().starts_with("HTTP/1.1 413"));
    const RawClient upload{server_->port()};
    upload.send("PUT /full HTTP/1.1\r\nHost: x\r\nContent-Length: 40000000\r\n\r\n" + std::string(40'000'000, 'a'));
    EXPECT_TRUE(upload.read_all().starts_with("HTTP/1.1 507"));
}

TEST(Neighbourhood, IsWhatOneSubscriberHas) {
    EXPECT_EQ(neighbourhood("192.0.2.1"), "192.0.2.1");
    EXPECT_NE(neighbourhood("192.0.2.1"), neighbourhood("192.0.2.2"));
    EXPECT_EQ(neighbourhood("::ffff:192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(neighbourhood("2001:db8:1:2::1"), neighbourhood("2001:db8:1:2:ffff::9"));
    EXPECT_NE(neighbourhood("2001:db8:1:2::1"), neighbourhood("2001:db8:1:3::1"));
}

}  // namespace
}  // namespace stratum::net
