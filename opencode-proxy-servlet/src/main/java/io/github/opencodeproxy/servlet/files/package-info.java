/** What an operator mounts, read so that nothing that is put there can keep a thread or fill the memory. */
@NullMarked
package io.github.opencodeproxy.servlet.files;

import org.jspecify.annotations.NullMarked;
