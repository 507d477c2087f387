#include "stratum/store/blobs/s3_blobs.hpp"

#include "blobs_contract.hpp"
#include "s3_requests.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/base/os/temp.hpp"
#include "stratum/base/text.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>

namespace stratum::store {
namespace {

const SystemClock kClock;

/// The server that tests are given: "http://key:secret@127.0.0.1:9000/bucket", or the file that says so.
std::optional<S3Options> options_of_server() {
    const char* address = std::getenv("STRATUM_TEST_S3");
    if (address == nullptr) return {};
    std::string text = address;
    if (text.starts_with("file:")) {
        const auto written = read_text_file(text.substr(5));
        if (!written) return {};  // it could not be started
        text = trim(*written);
    }
    text.erase(0, 7);
    const auto colon = text.find(':');
    const auto at = text.find('@');
    const auto slash = text.find('/', at);
    return S3Options{.endpoint = "http://" + text.substr(at + 1, slash - at - 1),
                     .bucket = text.substr(slash + 1),
                     .access_key = text.substr(0, colon),
                     .secret_key = text.substr(colon + 1, at - colon - 1)};
}

/// A client, a scratch folder and a place in the bucket that nobody else uses.
struct OwnPlace {
    os::TempFolder scratch = os::TempFolder::make().value();
    net::Client client;
};
std::unique_ptr<Blobs> open(const S3Options& server, OwnPlace& place) {
    S3Options options = server;
    options.prefix = "test-" + to_text(IdSource::random()) + "/";
    options.scratch = place.scratch.path();
    options.part_size = std::int64_t{5} << 20;  // the least that S3 allows
    options.page = 3;
    return std::move(open_s3_blobs(std::move(options), place.client, kClock)).value();
}

OwnPlace& place_of_contract() {
    static OwnPlace place;
    return place;
}

INSTANTIATE_TEST_SUITE_P(S3, BlobsContract,
                         testing::Values(BlobsUnderTest{"versitygw",
                                                        [] {
                                                            const auto server = options_of_server();
                                                            return server ? open(*server, place_of_contract())
                                                                          : nullptr;
                                                        },
                                                        (std::size_t{11} << 20) + 1}),
                         [](const auto& test) { return test.param.name; });

/// What only a server can tell, and one that checks signatures.
class Versitygw : public testing::Test {
  protected:
    void SetUp() override {
        const auto server = options_of_server();
        if (!server) GTEST_SKIP() << "STRATUM_TEST_S3 names no server";
        server_ = *server;
        server_.scratch = place_.scratch.path();
        server_.sleep = [this](Seconds) { ++pauses_; };
    }
    Result<BlobInfo> put_one(const S3Options& options) {
        const Bytes bytes{1, 2, 3};
        return open_s3_blobs(options, place_.client, kClock).value()->put(source_of(bytes));
    }
    S3Options server_;
    OwnPlace place_;
    int pauses_ = 0;
};

TEST_F(Versitygw, WrongKeyIsRefusedAndToldAsSuch) {
    S3Options options = server_;
    options.secret_key = "wrong";
    const auto refused = put_one(options);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::permission_denied);
    EXPECT_EQ(refused.error().text().find("wrong"), std::string::npos);
}

TEST_F(Versitygw, BucketThatIsNotThereIsTold) {
    S3Options options = server_;
    options.bucket = "nobody-made-this";
    const auto blobs = open_s3_blobs(options, place_.client, kClock).value();
    EXPECT_EQ(blobs->check().error().code, ErrorCode::not_found);
    EXPECT_EQ(put_one(options).error().code, ErrorCode::not_found);
}

TEST_F(Versitygw, LeavesNothingOnTheWay) {
    S3Options options = server_;
    options.prefix = "test-" + to_text(IdSource::random()) + "/";
    ASSERT_TRUE(put_one(options));
    EXPECT_TRUE(std::filesystem::is_empty(place_.scratch.path()));
}

/// A server that says what it is told to, one answer a connection, and keeps what it was asked.
class CannedServer {
  public:
    explicit CannedServer(std::vector<std::string> answers)
        : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        STRATUM_CHECK(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), size) == 0);
        STRATUM_CHECK(::listen(socket_.get(), 8) == 0);
        STRATUM_CHECK(::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
        endpoint_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
        thread_ = std::jthread{[this, answers = std::move(answers)] {
            for (const auto& answer : answers) {
                const os::Fd line{::accept(socket_.get(), nullptr, nullptr)};
                std::string asked;
                std::array<char, 4096> piece{};
                while (asked.find("\r\n\r\n") == std::string::npos) {
                    const ssize_t count = ::recv(line.get(), piece.data(), piece.size(), 0);
                    if (count <= 0) break;
                    asked.append(piece.data(), static_cast<std::size_t>(count));
                }
                requests_.push_back(asked);
                (void)::send(line.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
            }
        }};
    }
    [[nodiscard]] const std::string& endpoint() const { return endpoint_; }
    /// When all answers were given.
    [[nodiscard]] const std::vector<std::string>& requests() {
        if (thread_.joinable()) thread_.join();
        return requests_;
    }

  private:
    os::Fd socket_;
    std::string endpoint_;
    std::vector<std::string> requests_;
    std::jthread thread_;
};

const std::string kTenBytes =
    "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nLast-Modified: Mon, 12 Oct 2009 17:50:30 GMT\r\nConnection: "
    "close\r\n\r\n";

TEST(S3Requests, AskAgainAfterAPauseWhereTheStoreIsBusy) {
    OwnPlace place;
    CannedServer server{{"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", kTenBytes}};
    std::vector<double> pauses;
    const auto blobs = open_s3_blobs({.endpoint = server.endpoint(),
                                      .bucket = "b",
                                      .scratch = place.scratch.path(),
                                      .sleep = [&](Seconds pause) { pauses.push_back(pause.value()); }},
                                     place.client, kClock)
                           .value();
    EXPECT_EQ(blobs->stat({}).value().size, 10);
    EXPECT_EQ(pauses.size(), 1U);
}

TEST(S3Requests, GoOnReadingWhereTheLineBroke) {
    OwnPlace place;
    const std::string part = "HTTP/1.1 206 Partial Content\r\nConnection: close\r\nContent-Length: ";
    CannedServer server{{kTenBytes, part + "10\r\n\r\n0123", part + "6\r\n\r\n456789"}};
    const auto blobs =
        open_s3_blobs(
            {.endpoint = server.endpoint(), .bucket = "b", .scratch = place.scratch.path(), .sleep = [](Seconds) {}},
            place.client, kClock)
            .value();
    std::string got;
    const auto done = blobs->get({}, {}, [&](std::span<const std::uint8_t> piece) -> Result<void> {
        got.append(piece.begin(), piece.end());
        return {};
    });
    ASSERT_TRUE(done) << done.error().text();
    EXPECT_EQ(got, "0123456789");
    EXPECT_NE(server.requests().at(2).find("bytes=4-9\r\n"), std::string::npos);
}

TEST(S3Options, ThatMakeNoSenseAreRefused) {
    OwnPlace place;
    const auto code = [&](const char* endpoint, const char* bucket) {
        return open_s3_blobs({.endpoint = endpoint, .bucket = bucket, .scratch = place.scratch.path()}, place.client,
                             kClock)
            .error()
            .code;
    };
    EXPECT_EQ(code("s3.example", "b"), ErrorCode::invalid_argument);
    EXPECT_EQ(code("https://", "b"), ErrorCode::invalid_argument);
    EXPECT_EQ(code("https://s3.example/path", "b"), ErrorCode::invalid_argument);
    EXPECT_EQ(code("https://s3.example", ""), ErrorCode::invalid_argument);
    EXPECT_EQ(code("https://s3.example", "a/b"), ErrorCode::invalid_argument);
}

TEST(S3Requests, AskAgainWhereNobodyAnswersAndThenGiveUp) {
    OwnPlace place;
    int pauses = 0;
    const auto blobs = open_s3_blobs({.endpoint = "http://127.0.0.1:1",
                                      .bucket = "b",
                                      .scratch = place.scratch.path(),
                                      .attempts = 3,
                                      .sleep = [&](Seconds) { ++pauses; }},
                                     place.client, kClock)
                           .value();
    EXPECT_EQ(blobs->check().error().code, ErrorCode::io);
    EXPECT_EQ(pauses, 2);
}

}  // namespace
}  // namespace stratum::store
