// Asks a server for the paths of a file, over and over, and tells how many answers came and how long they took.
//
// usage: load PORT PATHS SECONDS CONNECTIONS [RATE]
//
// Without a rate each connection asks again as soon as it has its answer. With one, requests are due at even times
// whether or not earlier ones are answered (an open loop), and a request's time begins when it was due, so that a
// server that stands still for a while is charged for everybody who would have come. Prints JSON.
#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <fstream>
#include <netinet/tcp.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
double now() { return std::chrono::duration<double>(Clock::now().time_since_epoch()).count(); }

struct Connection {
    int fd = -1;
    bool busy = false;
    double due = 0.0;
    std::string answer;
};

int connect_to(int port) {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int yes = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        std::perror("connect");
        std::exit(1);
    }
    return fd;
}

/// How long the whole answer is, once its head is there; 0 before.
std::size_t length_of(const std::string& answer) {
    const auto head = answer.find("\r\n\r\n");
    if (head == std::string::npos) return 0;
    const char* field = strcasestr(answer.c_str(), "\r\ncontent-length:");
    if (field == nullptr || field > answer.c_str() + head) {
        std::fputs("an answer without its length\n", stderr);
        std::exit(1);
    }
    return head + 4 + std::strtoul(field + 17, nullptr, 10);
}

double at(const std::vector<double>& sorted, double part) {
    return sorted.empty() ? 0.0 : sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(part * sorted.size()))];
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 5) return std::fputs("usage: load PORT PATHS SECONDS CONNECTIONS [RATE]\n", stderr), 2;
    const int port = std::atoi(arguments[1]);
    std::vector<std::string> requests;
    std::ifstream paths{arguments[2]};
    for (std::string path; std::getline(paths, path);)
        requests.push_back("GET " + path + " HTTP/1.1\r\nHost: localhost:" + arguments[1] + "\r\nAccept: */*\r\n\r\n");
    if (requests.empty()) return std::fputs("there are no paths\n", stderr), 2;
    const double seconds = std::atof(arguments[3]);
    const double rate = count > 5 ? std::atof(arguments[5]) : 0.0;
    std::vector<Connection> connections(static_cast<std::size_t>(std::max(1, std::atoi(arguments[4]))));
    std::vector<pollfd> waits(connections.size());
    for (std::size_t i = 0; i < connections.size(); ++i) {
        connections[i].fd = connect_to(port);
        waits[i] = {connections[i].fd, POLLIN, 0};
    }

    std::vector<double> times;
    std::size_t next = 0;
    std::size_t failures = 0;
    std::size_t bytes = 0;
    std::deque<double> due;
    const double begin = now();
    double planned = begin;
    for (double time = begin; time < begin + seconds; time = now()) {
        for (; rate > 0.0 && planned <= time; planned += 1.0 / rate) due.push_back(planned);
        for (auto& connection : connections) {
            if (connection.busy || (rate > 0.0 && due.empty())) continue;
            connection.due = rate > 0.0 ? due.front() : time;
            if (rate > 0.0) due.pop_front();
            const std::string& request = requests[next++ % requests.size()];
            if (send(connection.fd, request.data(), request.size(), MSG_NOSIGNAL) !=
                static_cast<ssize_t>(request.size()))
                ++failures;
            connection.busy = true;
        }
        const double pause = rate > 0.0 ? std::max(0.0, planned - now()) : 0.1;
        const timespec patience{0, static_cast<long>(std::min(pause, 0.1) * 1e9)};
        if (ppoll(waits.data(), waits.size(), &patience, nullptr) <= 0) continue;
        for (std::size_t i = 0; i < connections.size(); ++i) {
            if ((waits[i].revents & (POLLIN | POLLHUP | POLLERR)) == 0) continue;
            Connection& connection = connections[i];
            char piece[65536];
            const ssize_t read = recv(connection.fd, piece, sizeof piece, 0);
            if (read <= 0) {
                ++failures;
                close(connection.fd);
                connection = {.fd = connect_to(port), .busy = false, .due = 0.0, .answer = {}};
                waits[i].fd = connection.fd;
                continue;
            }
            connection.answer.append(piece, static_cast<std::size_t>(read));
            const std::size_t length = length_of(connection.answer);
            if (length == 0 || connection.answer.size() < length) continue;
            if (!connection.answer.starts_with("HTTP/1.1 200")) ++failures;
            bytes += connection.answer.size();
            times.push_back(now() - connection.due);
            connection.answer.clear();
            connection.busy = false;
        }
    }
    const double taken = now() - begin;
    // Who is still waiting has waited at least so long.
    for (const double time : due) times.push_back(now() - time);
    std::sort(times.begin(), times.end());
    std::printf(
        "{\"requests\": %zu, \"failures\": %zu, \"late\": %zu, \"seconds\": %.3f, \"rate\": %.1f, \"bytes\": %zu, "
        "\"p50_ms\": %.3f, \"p99_ms\": %.3f, \"longest_ms\": %.3f}\n",
        times.size(), failures, due.size(), taken, static_cast<double>(times.size() - due.size()) / taken, bytes,
        at(times, 0.5) * 1e3, at(times, 0.99) * 1e3, at(times, 1.0) * 1e3);
    return failures == 0 ? 0 : 1;
}
