#include "interrupts.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace stratum::app {
namespace {

// A handler may touch little more than this. The thread that waits at the other end does the rest.
std::array<int, 2> pipe_ends{-1, -1};
std::atomic<int> came{0};

constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP};

void on_signal(int number) {
    const int saved = errno;
    if (came.exchange(number) != 0) {
        std::signal(number, SIG_DFL);
        std::raise(number);
    }
    const char byte = 's';
    (void)!::write(pipe_ends[1], &byte, 1);
    errno = saved;
}

}  // namespace

Interrupts::Interrupts() {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);                          // a limit on the size of files is an error like a full disk
    if (::pipe2(pipe_ends.data(), O_CLOEXEC) != 0) return;  // then signals do what they usually do
    waiter_ = std::jthread{[this] {
        char byte = 0;
        while (::read(pipe_ends[0], &byte, 1) < 0 && errno == EINTR) {
        }
        if (byte == 's') stop_.request_stop();
    }};
    struct sigaction action{};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    for (const int number : kSignals) {
        struct sigaction before{};
        // nohup and the shell's background jobs ignore signals on purpose.
        if (::sigaction(number, nullptr, &before) == 0 && before.sa_handler == SIG_IGN) continue;
        ::sigaction(number, &action, nullptr);
    }
}

Interrupts::~Interrupts() {
    for (const int number : kSignals) std::signal(number, SIG_DFL);
    const char byte = 'q';
    if (pipe_ends[1] >= 0) (void)!::write(pipe_ends[1], &byte, 1);
}

int Interrupts::signal() const { return came.load(); }

}  // namespace stratum::app
