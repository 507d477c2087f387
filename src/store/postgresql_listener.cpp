#include "stratum/store/postgresql_listener.hpp"

#include "postgresql_connection.hpp"
#include "stratum/base/os/fd.hpp"

#include <array>
#include <optional>
#include <poll.h>
#include <thread>
#include <unistd.h>

namespace stratum::store {
namespace {

constexpr int kPauseMs = 1000;  ///< Between attempts to connect again.

class Listener final : public PostgresqlListener {
  public:
    Listener(std::string url, std::string channel, std::shared_ptr<Signal> signal, os::Pipe pipe,
             PostgresqlConnection connection)
        : url_(std::move(url)),
          channel_(std::move(channel)),
          signal_(std::move(signal)),
          pipe_(std::move(pipe)),
          connection_(std::move(connection)),
          thread_([this] { run(); }) {}
    ~Listener() override {
        pipe_.write.reset();  // wakes the thread and tells it to end
        thread_.join();
    }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    static Result<PostgresqlConnection> listen(const std::string& url, const std::string& channel) {
        STRATUM_TRY(auto connection, PostgresqlConnection::open(url, Seconds{5.0}));
        STRATUM_TRY_VOID(connection.tell("LISTEN " + channel));
        return connection;
    }

  private:
    void run() {
        for (;;) {
            if (!connection_) {
                if (auto opened = listen(url_, channel_)) {
                    connection_ = std::move(*opened);
                    signal_->notify();
                }
            }
            const int socket = connection_ ? PQsocket(connection_->get()) : -1;
            std::array<pollfd, 2> waits{pollfd{pipe_.read.get(), POLLIN, 0}, pollfd{socket, POLLIN, 0}};
            if (poll(waits.data(), connection_ ? 2 : 1, connection_ ? -1 : kPauseMs) < 0) continue;
            if (waits[0].revents != 0) return;
            if (connection_ && waits[1].revents != 0) take();
        }
    }

    void take() {
        PQconsumeInput(connection_->get());
        bool told = false;
        while (PGnotify* const notice = PQnotifies(connection_->get())) {
            PQfreemem(notice);
            told = true;
        }
        if (told) signal_->notify();
        if (connection_->is_broken()) connection_.reset();
    }

    const std::string url_;
    const std::string channel_;
    const std::shared_ptr<Signal> signal_;
    os::Pipe pipe_;
    std::optional<PostgresqlConnection> connection_;  ///< Of the thread alone.
    std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<PostgresqlListener>> PostgresqlListener::start(const std::string& url,
                                                                      const std::string& channel,
                                                                      std::shared_ptr<Signal> signal) {
    STRATUM_CHECK(channel.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos);
    STRATUM_TRY(auto pipe, os::make_pipe());
    STRATUM_TRY(auto connection, Listener::listen(url, channel));
    return std::unique_ptr<PostgresqlListener>{
        std::make_unique<Listener>(url, channel, std::move(signal), std::move(pipe), std::move(connection))};
}

}  // namespace stratum::store
