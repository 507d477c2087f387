#include "streams.hpp"

#include <cerrno>
#include <unistd.h>

namespace stratum::app {

DescriptorBuffer::DescriptorBuffer(int fd) : fd_(fd) { setp(buffer_.data(), buffer_.data() + buffer_.size()); }

DescriptorBuffer::int_type DescriptorBuffer::overflow(int_type letter) {
    if (sync() != 0) return traits_type::eof();
    if (!traits_type::eq_int_type(letter, traits_type::eof())) sputc(traits_type::to_char_type(letter));
    return traits_type::not_eof(letter);
}

int DescriptorBuffer::sync() {
    const char* from = pbase();
    while (from < pptr() && failure_ == 0) {
        const ssize_t count = ::write(fd_, from, static_cast<std::size_t>(pptr() - from));
        if (count >= 0)
            from += count;
        else if (errno != EINTR)
            failure_ = errno;
    }
    setp(buffer_.data(), buffer_.data() + buffer_.size());
    return failure_ == 0 ? 0 : -1;
}

}  // namespace stratum::app
